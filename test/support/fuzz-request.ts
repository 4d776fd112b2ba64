import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import type { Bearer } from './access-token.js';
import { bearer } from './access-token.js';
import type { NamedOperation, OpenApiDocument, Parameter } from './openapi-document.js';
import { validatorsOf } from './openapi-document.js';
import type { Known } from './schema-arbitraries.js';
import { SchemaArbitraries } from './schema-arbitraries.js';

/** The owner of what requests name. */
export type Tenant = Required<Pick<Bearer, 'wwsfId' | 'operatorId'>>;

/** A request to one operation, as a client would write it. */
export interface FuzzRequest {
  readonly caller: Bearer | 'no-token' | 'garbage';
  /** By name, not yet encoded for a URL. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: { readonly type: string; readonly text: string };
}

/** Of the service that is asked. */
export const lanes = 8;
const accessRoles = ['wwsf', 'ims-operator', 'ep-cscf', 'auditor', 'analyst'];
/** Characters of a hostile value at most: more than any parameter of a path may have, less than what headers may. */
const hostileCharsMax = 600;

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
  fc.constantFrom(
    '0',
    '-1',
    '1e3',
    'null',
    'undefined',
    '__proto__',
    "' or 1=1 --",
    '%00',
    '\0',
    '../x',
    '99999999999999999999',
  ),
  fc.integer({ min: 1, max: hostileCharsMax }).map((length) => 'a'.repeat(length)),
);
/** A URL has no dot segments: they are resolved before the request is sent. */
const isDotSegment = /^(\.|%2e){1,2}$/i;
const hostileInHeader = fc.string({ unit: 'grapheme-ascii', maxLength: 40 });

/** The access roles that may call; empty if no token is needed. */
function rolesOf({ security }: NamedOperation['operation']): readonly string[] {
  return security?.flatMap(({ accessToken }) => accessToken) ?? [];
}

export function hasRole({ operation }: NamedOperation, caller: FuzzRequest['caller']): boolean {
  const roles = rolesOf(operation);
  return roles.length === 0 || (typeof caller === 'object' && caller.roles.some((role) => roles.includes(role)));
}

/** The requests that the document itself shows, one a media type; with these values of path parameters that the service makes. */
export function exampleRequests(
  { operation, path }: NamedOperation,
  tenant: Tenant,
  made: Readonly<Record<string, string>>,
): readonly FuzzRequest[] {
  // It takes one of two parameters, and so requires neither.
  const needed = path === '/v1/audit/holders' ? 'impi' : undefined;
  const at = (place: Parameter['in']): Record<string, string> =>
    Object.fromEntries(
      operation.parameters
        .filter(({ in: where, required, name }) => where === place && (required || name === needed))
        .map(({ name, schema }) => [name, exampleOf(made[name], schema)]),
    );
  const caller = { roles: rolesOf(operation).slice(0, 1), ...tenant };
  const key = { 'Idempotency-Key': randomUUID() };
  const headers = operation.parameters.some(({ name }) => name === 'Idempotency-Key') ? key : {};
  const request = { caller, path: at('path'), query: Object.entries(at('query')), headers };
  if (operation.requestBody === undefined) return [request];
  return Object.entries(operation.requestBody.content).map(([type, { example }]) => ({
    ...request,
    body: { type, text: type === 'application/json' ? JSON.stringify(example) : String(example) },
  }));
}

function exampleOf(given: string | undefined, { examples }: Parameter['schema']): string {
  return given ?? String((examples as readonly unknown[])[0]);
}

/** Requests to an operation, most of them valid or almost valid according to the document. */
export class FuzzRequests {
  private readonly values: SchemaArbitraries;

  constructor(
    document: OpenApiDocument,
    known: Known,
    private readonly tenant: Tenant,
  ) {
    this.values = new SchemaArbitraries(document.components.schemas, known);
  }

  of({ operation }: NamedOperation): fc.Arbitrary<FuzzRequest> {
    const { parameters, requestBody } = operation;
    const request = fc.record(
      {
        caller: this.caller(rolesOf(operation)),
        path: this.path(parameters.filter((parameter) => parameter.in === 'path')),
        query: this.query(parameters.filter((parameter) => parameter.in === 'query')),
        headers: this.headers(parameters.filter((parameter) => parameter.in === 'header')),
        ...(requestBody === undefined ? {} : { body: this.body(requestBody.content) }),
      },
      { requiredKeys: ['caller', 'path', 'query', 'headers'], noNullPrototype: true },
    );
    return request as fc.Arbitrary<FuzzRequest>;
  }

  private caller(roles: readonly string[]): fc.Arbitrary<FuzzRequest['caller']> {
    const as = (role: string): Bearer => ({ roles: [role], ...this.tenant });
    const right = fc.constantFrom(...(roles.length === 0 ? accessRoles : roles)).map(as);
    return fc.oneof(
      { arbitrary: right, weight: 16 },
      { arbitrary: right.map((caller) => ({ ...caller, wwsfId: 'wwsf-other', operatorId: 'op-other' })), weight: 2 },
      { arbitrary: fc.constantFrom(...accessRoles).map(as), weight: 1 },
      { arbitrary: fc.constantFrom('no-token' as const, 'garbage' as const), weight: 1 },
    );
  }

  private path(parameters: readonly Parameter[]): fc.Arbitrary<FuzzRequest['path']> {
    const values = parameters.map(({ name, schema }) => [
      name,
      fc
        .oneof({ arbitrary: this.asText(schema, name), weight: 9 }, { arbitrary: hostile, weight: 1 })
        .filter((text) => !isDotSegment.test(text)),
    ]);
    return fc.record(Object.fromEntries(values) as Record<string, fc.Arbitrary<string>>, { noNullPrototype: true });
  }

  private query(parameters: readonly Parameter[]): fc.Arbitrary<FuzzRequest['query']> {
    const given = parameters.map(({ name, required, schema }) => {
      const value = fc.oneof({ arbitrary: this.asText(schema, name), weight: 12 }, { arbitrary: hostile, weight: 1 });
      const once = value.map((text) => [[name, text] as const]);
      return fc.oneof(
        { arbitrary: once, weight: required ? 20 : 8 },
        { arbitrary: fc.constant([]), weight: required ? 1 : 6 },
        { arbitrary: once.map((pairs) => [...pairs, ...pairs]), weight: 1 },
      );
    });
    const unknown = fc.tuple(fc.string({ minLength: 1, maxLength: 8 }), hostile).map((pair) => [pair] as const);
    const more = fc.oneof({ arbitrary: fc.constant([]), weight: 12 }, { arbitrary: unknown, weight: 1 });
    return fc.tuple(...given, more).map((pairs) => pairs.flat());
  }

  private headers(parameters: readonly Parameter[]): fc.Arbitrary<FuzzRequest['headers']> {
    const values = parameters.map(({ name, schema }) => [
      name,
      fc.oneof({ arbitrary: this.asText(schema, name), weight: 12 }, { arbitrary: hostileInHeader, weight: 1 }),
    ]);
    const all = Object.fromEntries(values) as Record<string, fc.Arbitrary<string>>;
    const some = fc.record(all, { requiredKeys: [], noNullPrototype: true });
    return fc.oneof(
      { arbitrary: fc.record(all, { noNullPrototype: true }), weight: 12 },
      { arbitrary: some as fc.Arbitrary<FuzzRequest['headers']>, weight: 2 },
    );
  }

  private body(
    content: NonNullable<NamedOperation['operation']['requestBody']>['content'],
  ): fc.Arbitrary<FuzzRequest['body']> {
    const right = Object.entries(content).map(([type, { schema, example }]) => {
      if (type !== 'application/json') return textLines(String(example)).map((text) => ({ type, text }));
      const value = this.values.of(schema);
      const text = fc.oneof(
        { arbitrary: value.map((json) => JSON.stringify(json)), weight: 8 },
        { arbitrary: nearly(value).map((json) => JSON.stringify(json)), weight: 4 },
        { arbitrary: value.map((json) => JSON.stringify(json).slice(0, -1)), weight: 1 },
      );
      return text.map((body) => ({ type, text: body }));
    });
    const otherTypes = [
      'text/plain',
      'application/xml',
      'text/csv',
      'application/json',
      'application/x-ndjson',
      'a/b;c',
    ];
    const wrong = fc.record({ type: fc.constantFrom(...otherTypes), text: hostile }, { noNullPrototype: true });
    return fc.oneof({ arbitrary: fc.oneof(...right), weight: 12 }, { arbitrary: wrong, weight: 1 });
  }

  private asText(schema: Parameter['schema'], name: string): fc.Arbitrary<string> {
    return this.values.of(schema, name).map(String);
  }
}

/** The lines of an example, among others that are no rows. */
function textLines(example: string): fc.Arbitrary<string> {
  const line = fc.oneof(
    fc.constantFrom(...example.split('\n')),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.json({ maxDepth: 2 }),
    fc.tuple(fc.emailAddress(), fc.emailAddress()).map(([impi, impu]) => `${impi},sip:${impu}`),
  );
  return fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n'));
}

/** One member of the value is missing, is replaced, or is one too many. */
function nearly(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const change = fc.record({
    at: fc.nat({ max: 20 }),
    how: fc.constantFrom('without', 'another', 'more'),
    other: fc.jsonValue({ maxDepth: 2 }),
  });
  return fc.tuple(value, change).map(([whole, { at, how, other }]) => {
    const copy = structuredClone(whole);
    const places = objectsIn(copy).flatMap((object) => Object.keys(object).map((name) => ({ object, name })));
    const place = places[at % Math.max(1, places.length)];
    if (place === undefined) return other;
    if (how === 'without') Reflect.deleteProperty(place.object, place.name);
    else place.object[how === 'another' ? place.name : 'unheard-of'] = other;
    return copy;
  });
}

function objectsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Array.isArray(value) ? [] : [value as Record<string, unknown>];
  return [...own, ...Object.values(value).flatMap(objectsIn)];
}

export function send(
  baseUrl: string,
  { method, path }: NamedOperation,
  request: FuzzRequest,
  signal: AbortSignal,
): Promise<Response> {
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(request.path[name] ?? ''));
  const query = request.query.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
  const { body, caller } = request;
  return fetch(`${baseUrl}${url}${query === '' ? '' : `?${query}`}`, {
    method: method.toUpperCase(),
    headers: {
      ...request.headers,
      ...(caller === 'no-token' ? {} : caller === 'garbage' ? { authorization: 'Bearer e30.e30.e30' } : bearer(caller)),
      ...(body === undefined ? {} : { 'content-type': body.type }),
    },
    ...(body === undefined ? {} : { body: body.text }),
    redirect: 'manual',
    signal,
  });
}

/** Whether the document allows the request: `open` if it does not say. */
export type Judgement = 'right' | 'wrong' | 'open';

/** Judges a request by the document, apart from its caller. */
export function judge(document: OpenApiDocument, { operation, path }: NamedOperation, request: FuzzRequest): Judgement {
  const { validate } = validators(document);
  const faults = operation.parameters.filter(({ name, in: place, required, schema }) => {
    const given = valuesAt(request, place, name);
    if (given.length === 0) return required;
    if (given.length > 1) return validate(schema, given).length > 0;
    return validate(schema, schema['type'] === 'integer' ? wholeNumber(given[0]) : given[0]).length > 0;
  });
  if (faults.length > 0) return 'wrong';
  const declared = operation.parameters.map(({ name }) => name);
  if (request.query.some(([name]) => !declared.includes(name)) || dependsOnProse(path, request)) return 'open';
  return judgeBody(document, operation.requestBody, request.body);
}

/** Whether the decision depends on a rule that no schema of one parameter can express. */
function dependsOnProse(path: string, { query, body }: FuzzRequest): boolean {
  const given = Object.fromEntries(query);
  if (path === '/v1/audit/holders') return given['impu'] !== undefined || given['impi'] === undefined;
  if (path === '/v1/audit/subject-searches') return body !== undefined && !namesOneSubject(body.text);
  // A position needs a lane, and a lane has one start.
  const starts = query.filter(([name]) => name === 'after');
  if (path === '/v1/events' && starts.length > 0) {
    const isOnePosition = starts.length === 1 && /^\d+$/.test(given['after'] ?? '');
    if (!isOnePosition || given['lane'] === undefined) return true;
  }
  // How many lanes there are: each installation has its own number.
  return Number(given['lane']) >= lanes;
}

/** By its opaque id, or by a pool and a reference in it. */
function namesOneSubject(body: string): boolean {
  const named = /^\s*\{/.test(body) ? (parsed(body) as Record<string, unknown>) : {};
  const [id, pool, subject] = ['subjectId', 'poolId', 'subject'].map((member) => member in named);
  return pool === subject && id !== pool;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function judgeBody(
  document: OpenApiDocument,
  taken: NamedOperation['operation']['requestBody'],
  body: FuzzRequest['body'],
): Judgement {
  if (taken === undefined) return body === undefined ? 'right' : 'open';
  const schema = body === undefined ? undefined : taken.content[body.type]?.schema;
  if (body === undefined || schema === undefined) return 'wrong';
  if (body.type !== 'application/json') return 'right';
  try {
    return validators(document).validate(schema, JSON.parse(body.text)).length === 0 ? 'right' : 'wrong';
  } catch {
    return 'wrong';
  }
}

function valuesAt({ path, query, headers }: FuzzRequest, place: Parameter['in'], name: string): readonly string[] {
  if (place === 'query') return query.filter(([given]) => given === name).map(([, value]) => value);
  const value = place === 'path' ? path[name] : headers[name]?.trim();
  return value === undefined ? [] : [value];
}

/** As a number if it is written as one. */
function wholeNumber(text: string | undefined): unknown {
  return /^\d+$/.test(text ?? '') ? Number(text) : text;
}

const compiled = new WeakMap<OpenApiDocument, ReturnType<typeof validatorsOf>>();

export function validators(document: OpenApiDocument): ReturnType<typeof validatorsOf> {
  const known = compiled.get(document) ?? validatorsOf(document);
  compiled.set(document, known);
  return known;
}
