import fc from 'fast-check';
import type { JsonSchema } from './openapi-document.js';

/** Items of an array, and characters of a text that has no pattern, at most: what is found with more is found with these. */
const itemsMax = 4;
const charsMax = 60;
const [earliest, latest] = [new Date('1970-01-01T00:00:00.000Z'), new Date('9999-12-31T23:59:59.999Z')];

/** Values that are worth more than any other text: by the name of a member or parameter, what the service knows of. */
export type Known = Readonly<Record<string, readonly (string | number)[]>>;

/** Values that the schema allows, of the part of JSON Schema that the documents use. Throws for what it does not know. */
export class SchemaArbitraries {
  constructor(
    private readonly named: Readonly<Record<string, JsonSchema>>,
    private readonly known: Known,
  ) {}

  /** @param name of the member or parameter that has the schema */
  of(schema: JsonSchema, name = ''): fc.Arbitrary<unknown> {
    const known = this.known[name];
    const examples = schema['examples'] as readonly unknown[] | undefined;
    return fc.oneof(
      { arbitrary: this.any(schema), weight: 1 },
      ...(known === undefined ? [] : [{ arbitrary: fc.constantFrom(...known), weight: 4 }]),
      ...(examples === undefined ? [] : [{ arbitrary: fc.constantFrom(...examples), weight: 2 }]),
    );
  }

  private any(schema: JsonSchema): fc.Arbitrary<unknown> {
    const { $ref, enum: values, anyOf, oneOf, type } = schema;
    if (typeof $ref === 'string') return this.any(this.named[$ref.replace('#/components/schemas/', '')] ?? {});
    if ('const' in schema) return fc.constant(schema['const']);
    if (Array.isArray(values)) return fc.constantFrom(...(values as unknown[]));
    const choices = (anyOf ?? oneOf) as readonly JsonSchema[] | undefined;
    if (choices !== undefined) return fc.oneof(...choices.map((choice) => this.any(choice)));
    switch (type) {
      case 'object':
        return this.object(schema);
      case 'array': {
        const [minLength, maxLength] = [number(schema, 'minItems', 0), number(schema, 'maxItems', itemsMax)];
        return fc.array(this.of(schema['items'] as JsonSchema), {
          minLength,
          maxLength: Math.min(maxLength, itemsMax),
        });
      }
      case 'string':
        return text(schema);
      case 'integer': {
        const { MIN_SAFE_INTEGER: lowest, MAX_SAFE_INTEGER: highest } = Number;
        return fc.integer({ min: number(schema, 'minimum', lowest), max: number(schema, 'maximum', highest) });
      }
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      default:
        throw new Error(`no value is known for ${JSON.stringify(schema)}`);
    }
  }

  private object({ properties = {}, required = [] }: JsonSchema): fc.Arbitrary<unknown> {
    const members = Object.entries(properties as Record<string, JsonSchema>).map(([name, schema]) => [
      name,
      this.of(schema, name),
    ]);
    return fc.record(Object.fromEntries(members) as Record<string, fc.Arbitrary<unknown>>, {
      requiredKeys: required as string[],
      noNullPrototype: true,
    });
  }
}

function text(schema: JsonSchema): fc.Arbitrary<string> {
  const [minLength, maxLength] = [number(schema, 'minLength', 0), number(schema, 'maxLength', charsMax)];
  if (schema['format'] === 'date-time') {
    return fc.date({ min: earliest, max: latest, noInvalidDate: true }).map((date) => date.toISOString());
  }
  const { pattern } = schema;
  // Of this pattern fast-check would draw nothing but a dot's characters: any character but NUL is meant.
  const drawn =
    typeof pattern === 'string' && !pattern.startsWith('^[^')
      ? fc.stringMatching(new RegExp(pattern))
      : fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, charsMax) });
  return drawn.filter(
    (value) =>
      value.length >= minLength &&
      value.length <= maxLength &&
      (typeof pattern !== 'string' || new RegExp(pattern).test(value)),
  );
}

function number(schema: JsonSchema, keyword: string, otherwise: number): number {
  const value = schema[keyword];
  return typeof value === 'number' ? value : otherwise;
}
