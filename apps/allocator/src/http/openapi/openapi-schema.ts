import { z } from 'zod';
import type { Schemas } from './operation.js';

type Json = Record<string, unknown>;

/** Every named schema that a route uses, for `components`: references in an OpenAPI document start at its root. */
export const namedSchemas: Schemas = {};

/** The JSON Schema of a route's body, parameter or answer: a reference if it has a name. (Zod omits the examples of a schema with a transform.) */
export function openApiSchema(schema: z.ZodType): Json {
  const json = z.toJSONSchema(schema, { io: 'input', reused: 'inline' }) as Json;
  const { $schema: _, $defs = {}, ...own } = json;
  for (const [name, { id: __, ...definition }] of Object.entries($defs as Record<string, Json>)) {
    namedSchemas[name] = fromRoot(definition);
  }
  return fromRoot(own);
}

function fromRoot(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
}

/**
 * A value that the schema allows: its own example if it has one, otherwise made from those of its members. A member without an
 * example is omitted: the tests find it.
 */
export function openApiExample(schema: z.ZodType): unknown {
  const given = z.globalRegistry.get(schema)?.['examples'];
  if (Array.isArray(given)) return given[0] as unknown;
  const { $defs = {}, ...json } = z.toJSONSchema(schema, { io: 'input', reused: 'inline' }) as Json;
  return exampleOf(json, $defs as Record<string, Json>);
}

function exampleOf(schema: Json, named: Record<string, Json>): unknown {
  const { $ref, examples, properties, items, enum: values, anyOf, oneOf } = schema;
  if (typeof $ref === 'string') return exampleOf(named[$ref.replace('#/$defs/', '')] ?? {}, named);
  if (Array.isArray(examples)) return examples[0];
  if ('const' in schema) return schema['const'];
  if (Array.isArray(values)) return values[0];
  const [first] = (anyOf ?? oneOf ?? []) as Json[];
  if (first !== undefined) return exampleOf(first, named);
  if (items !== undefined) return [exampleOf(items as Json, named)];
  if (properties === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(properties as Record<string, Json>).map(([name, member]) => [name, exampleOf(member, named)]),
  );
}
