import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** What the tests read of an OpenAPI document. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly paths: Record<string, Partial<Record<Method, Operation>>>;
  readonly components: {
    readonly schemas: Record<string, JsonSchema>;
    readonly examples: Record<string, { readonly value: unknown }>;
    readonly securitySchemes: object;
  };
}
export interface Operation {
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

/** Judges values by the schemas of the document: what is wrong with one; nothing where it is as it has to be. */
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
