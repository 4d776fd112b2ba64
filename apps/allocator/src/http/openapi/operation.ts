import type { OpenAPIObject } from '@nestjs/swagger';

/** The types of an OpenAPI document; the package exports that of the whole document only. */
export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
export type Parameter = NonNullable<Operation['parameters']>[number];
export type RequestBody = Exclude<NonNullable<Operation['requestBody']>, { $ref: string }>;
export type Content = RequestBody['content'];
type Responses = Operation['responses'];
export type Response = Exclude<NonNullable<Responses[string]>, { $ref: string }>;
export type Headers = NonNullable<Response['headers']>;
type Components = NonNullable<OpenAPIObject['components']>;
export type Schemas = NonNullable<Components['schemas']>;
export type Examples = NonNullable<Components['examples']>;
