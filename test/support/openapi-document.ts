import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** What the tests read of an OpenAPI document. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly license?: { readonly name: string; readonly url?: string } };
  readonly servers?: readonly { readonly url: string }[];
  readonly tags?: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Record<string, Partial<Record<Method, Operation>>>;
  readonly components: {
    readonly schemas: Record<string, JsonSchema>;
    readonly examples: Record<string, { readonly value: unknown }>;
    readonly securitySchemes: object;
  };
}
export interface Operation {
  readonly operationId?: string;
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly { readonly accessToken: readonly string[] }[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Record<string, Media> };
  readonly responses: Record<string, { readonly description: string; readonly content?: Record<string, Media> }>;
}
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: JsonSchema;
}
export interface Media {
  readonly schema: JsonSchema;
  readonly example?: unknown;
  /** By name, references into the components. */
  readonly examples?: Record<string, { readonly $ref: string }>;
}
export type JsonSchema = Readonly<Record<string, unknown>>;
export type ObjectSchema = JsonSchema & {
  readonly required?: readonly string[];
  readonly properties: Record<string, { readonly type?: unknown; readonly enum?: readonly unknown[] }>;
};
export type Method = 'get' | 'put' | 'post' | 'delete';

const methods = ['get', 'put', 'post', 'delete'] as const;

export interface NamedOperation {
  /** `GET /v1/events` */
  readonly name: string;
  readonly method: Method;
  readonly path: string;
  readonly operation: Operation;
}

export function operationsOf({ paths }: OpenApiDocument): readonly NamedOperation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ name: `${method.toUpperCase()} ${path}`, method, path, operation }];
    }),
  );
}

/** All values that a media type shows. */
export function examplesOf({ components }: OpenApiDocument, { example, examples }: Media): readonly unknown[] {
  if (example !== undefined) return [example];
  const names = Object.values(examples ?? {}).map(({ $ref }) => $ref.replace('#/components/examples/', ''));
  return names.map((name) => components.examples[name]?.value);
}

/** The objects that a schema allows: itself, or each alternative of it, with its references followed. */
export function objectsOf(document: OpenApiDocument, schema: JsonSchema): readonly ObjectSchema[] {
  const { $ref, oneOf } = schema as { $ref?: string; oneOf?: readonly JsonSchema[] };
  if ($ref !== undefined) {
    const named = document.components.schemas[$ref.replace('#/components/schemas/', '')];
    if (named === undefined) throw new Error(`there is no ${$ref}`);
    return objectsOf(document, named);
  }
  if (oneOf !== undefined) return oneOf.flatMap((alternative) => objectsOf(document, alternative));
  if (schema['type'] !== 'object') throw new Error(`neither an object nor alternatives: ${JSON.stringify(schema)}`);
  return [schema as ObjectSchema];
}

/** Validates values by the schemas of the document: returns the faults of a value. */
export function validatorsOf({ components }: OpenApiDocument): {
  readonly validate: (schema: JsonSchema, value: unknown) => readonly string[];
} {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'openapi', components });
  const compiled = new Map<string, ValidateFunction>();
  return {
    validate: (schema, value) => {
      const text = JSON.stringify(schema).replaceAll('"#/', '"openapi#/');
      const isValid = compiled.get(text) ?? ajv.compile(JSON.parse(text) as object);
      compiled.set(text, isValid);
      isValid(value);
      return (isValid.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
    },
  };
}
