import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { Media, OpenApiDocument, Operation } from '../support/openapi-document.js';
import { objectsOf, operationsOf, validatorsOf } from '../support/openapi-document.js';
import { unboundedIn } from '../support/unbounded-in.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';

/** Every call of the contract with its answers, except those in `always`. */
/** Answers to any request: headers that are too large, and a failure. */
const always = ['408', '431', '500'];
const calls = [
  'DELETE /v1/audit/subjects/{subjectId}/legal-hold 204 400 401 403 404 413 415 429 503',
  'GET /health/live 200',
  'GET /health/ready 200 503',
  'GET /v1/agreements 200 400 401 403 429 503',
  'GET /v1/agreements/{agreementId} 200 400 401 403 404 429 503',
  'GET /v1/analytics/pools/{poolId} 200 400 401 403 404 429 503',
  'GET /v1/analytics/pools/{poolId}/forecast 200 400 401 403 404 429 503',
  'GET /v1/assignments/{assignmentId} 200 400 401 403 404 429 503',
  'GET /v1/audit/holders 200 400 401 403 404 429 503',
  'GET /v1/audit/identities/{impi}/timeline 200 400 401 403 404 429 503',
  'GET /v1/audit/reads 200 400 401 403 429 503',
  'GET /v1/checkpoints 200 400 401 403 429 503',
  'GET /v1/checkpoints/keys 200',
  'GET /v1/events 200 400 401 403 429 503',
  'GET /v1/health 200 400 401 403 429 503',
  'GET /v1/lanes 200 400 401 403 429 503',
  'GET /v1/operators 200 400 401 403 429 503',
  'GET /v1/operators/{operatorId} 200 400 401 403 404 429 503',
  'GET /v1/operators/{operatorId}/feasibility 200 400 401 403 404 429 503',
  'GET /v1/pools 200 400 401 403 429 503',
  'GET /v1/pools/{poolId} 200 304 400 401 403 404 429 503',
  'GET /v1/pools/{poolId}/activity 200 400 401 403 404 429 503',
  'GET /v1/pools/{poolId}/availability 200 400 401 403 404 429 503',
  'GET /v1/pools/{poolId}/identities 200 400 401 403 404 429 503',
  'GET /v1/pools/{poolId}/identities/{impi} 200 400 401 403 404 429 503',
  'GET /v1/schemas/{type}/{version} 200 400 404',
  'POST /v1/assignments/{assignmentId}/prolong 200 400 401 403 404 409 413 415 422 429 503',
  'POST /v1/assignments/{assignmentId}/release 200 400 401 403 404 413 415 422 429 503',
  'POST /v1/audit/subject-searches 200 400 401 403 404 413 415 429 503',
  'POST /v1/indications 200 400 401 403 404 413 415 422 429 503',
  'POST /v1/pools/{poolId}/assignment-batches 200 400 401 403 413 415 429 503',
  'POST /v1/pools/{poolId}/assignments 200 201 400 401 403 404 409 413 415 422 429 503',
  'POST /v1/pools/{poolId}/erasures 200 202 400 401 403 404 409 413 415 429 503',
  'POST /v1/pools/{poolId}/identities 200 400 401 403 404 413 415 429 503',
  'POST /v1/pools/{poolId}/identities/{impi}/resume 200 400 401 403 404 409 413 415 422 429 503',
  'POST /v1/pools/{poolId}/identities/{impi}/retire 200 400 401 403 404 413 415 422 429 503',
  'POST /v1/pools/{poolId}/identities/{impi}/revoke 200 400 401 403 404 413 415 422 429 503',
  'POST /v1/pools/{poolId}/identities/{impi}/suspend 200 400 401 403 404 409 413 415 422 429 503',
  'PUT /v1/agreements/{agreementId} 200 400 401 403 404 409 412 413 415 422 429 503',
  'PUT /v1/audit/subjects/{subjectId}/legal-hold 204 400 401 403 404 413 415 429 503',
  'PUT /v1/operators/{operatorId} 200 400 401 403 404 409 412 413 415 429 503',
  'PUT /v1/pools/{poolId} 200 400 401 403 404 409 412 413 415 429 503',
];

describe('the OpenAPI document at /docs-json', () => {
  let running: RunningService;
  let document: OpenApiDocument;
  beforeAll(async () => {
    running = await runService();
    document = (await running.api.get('/docs-json')).body as unknown as OpenApiDocument;
  }, 60_000);
  afterAll(() => running.end());

  const operations = () => operationsOf(document);

  it('is valid OpenAPI 3.1; the control, a broken document, is not', async () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(await new Validator().validate({ ...document })).toMatchObject({ valid: true });
    const broken = { ...document, paths: { 'no-slash': { get: {} } } };
    expect(await new Validator().validate(broken)).toMatchObject({ valid: false });
  });

  it('has exactly the calls of the contract, with all their answers', () => {
    const described = operations().map(({ name, operation }) => {
      const statuses = Object.keys(operation.responses);
      expect([name, statuses]).toEqual([name, expect.arrayContaining(always)]);
      return `${name} ${statuses.filter((status) => !always.includes(status)).join(' ')}`;
    });
    expect(described.sort()).toEqual(calls);
  });

  it('has a summary of each call, and a description of each answer', () => {
    for (const { name, operation } of operations()) {
      expect([name, operation.summary]).toEqual([name, expect.stringMatching(/.{10,}/)]);
      for (const { description } of Object.values(operation.responses)) expect(description).not.toBe('');
    }
  });

  it('describes each problem of /v1 as application/problem+json with its codes', () => {
    for (const { name, operation } of operations().filter(({ path }) => path.startsWith('/v1/'))) {
      for (const [status, { description, content }] of Object.entries(operation.responses)) {
        if (Number(status) < 400) continue;
        expect([name, status, Object.keys(content ?? {})]).toEqual([name, status, ['application/problem+json']]);
        expect(description).toMatch(/^`[a-z-]+`: /);
      }
    }
  });

  it('describes the input of each call: path, query, idempotency key and body', () => {
    for (const { name, path, operation } of operations()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      const declared = operation.parameters.filter((parameter) => parameter.in === 'path' && parameter.required);
      expect([name, declared.map((parameter) => parameter.name)]).toEqual([name, inPath]);
    }
    expect(taken('GET /v1/events', 'query')).toEqual(['lane', 'after', 'limit', 'follow']);
    expect(taken('GET /v1/pools/{poolId}/activity', 'query')).toEqual(['from', 'until', 'limit']);
    expect(taken('POST /v1/pools/{poolId}/assignments', 'header')).toEqual(['Idempotency-Key!']);
    expect(taken('POST /v1/assignments/{assignmentId}/release', 'header')).toEqual(['Idempotency-Key!']);
    expect(taken('POST /v1/assignments/{assignmentId}/prolong', 'header')).toEqual(['Idempotency-Key!']);
    expect(taken('PUT /v1/pools/{poolId}', 'header')).toEqual(['If-Match', 'If-None-Match']);
    expect(taken('GET /v1/pools/{poolId}', 'header')).toEqual(['If-None-Match']);
    expect(taken('POST /v1/indications', 'header')).toEqual(['Idempotency-Key']);
  });

  it('says who may make each call, and that it requires an access token', () => {
    for (const { name, path, operation } of operations()) {
      const isForAnyone = /^\/(health|v1\/schemas|v1\/checkpoints\/keys)/.test(path);
      const roles = operation.security?.flatMap(({ accessToken }) => accessToken);
      const stated = /For: ([a-z, -]+)\.$/.exec(operation.description ?? '')?.[1];
      expect([name, stated?.split(', ') ?? [], isForAnyone]).toEqual([name, roles, roles?.length === 0]);
    }
    expect(document.components.securitySchemes).toMatchObject({ accessToken: { type: 'http', scheme: 'bearer' } });
  });

  it('has the server, the licence, and a unique id for each operation', () => {
    expect(document.servers).toMatchObject([{ url: '/' }]);
    expect(document.info.license).toEqual({ name: 'Apache-2.0', url: expect.stringMatching(/^https:/) });
    const names = operations().map(({ operation }) => operation.operationId);
    expect(names.filter((name) => !/^[a-z]+(?:[A-Z][a-z]+)+$/.test(String(name)))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has one tag for each operation, and says what it means', () => {
    const described = new Map(document.tags?.map(({ name, description }) => [name, description]));
    for (const { name, operation } of operations()) {
      expect([name, operation.tags?.map((tag) => described.get(tag))]).toEqual([
        name,
        [expect.stringMatching(/.{10,}/)],
      ]);
    }
    expect(operations().flatMap(({ operation }) => operation.tags ?? [])).toEqual(
      expect.arrayContaining([...described.keys()]),
    );
  });

  it('has bounds on every number, text and list', () => {
    expect(unboundedIn(document)).toEqual([]);
    const [text, list, number] = [
      { type: 'string' },
      { type: 'array', maxItems: 9, items: { type: 'null' } },
      { type: ['integer', 'null'], minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
    ];
    expect(unboundedIn({ properties: { text, list, number } })).toEqual(['/properties/text', '/properties/number']);
  });

  it('has one complete object for each problem code, which client generators keep', () => {
    for (const { name, operation } of operations()) {
      for (const [status, { content = {} }] of Object.entries(operation.responses)) {
        const { schema } = content['application/problem+json'] ?? {};
        if (schema === undefined) continue;
        for (const { required, properties } of objectsOf(document, schema)) {
          expect([name, status, required]).toEqual([name, status, ['type', 'title', 'status', 'code']]);
          expect(properties['code']).toEqual({ type: 'string', enum: [expect.stringMatching(/^[a-z-]+$/)] });
          expect(properties['status']).toEqual({ type: 'integer', enum: expect.arrayContaining([Number(status)]) });
        }
      }
    }
    expect(schemasIn(document, 'allOf').filter((parts) => schemasIn(parts, 'const').length > 0)).toEqual([]);
  });

  it('has no broken reference', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)].map(([, reference]) => reference);
    const known = (['schemas', 'examples'] as const).flatMap((kind) =>
      Object.keys(document.components[kind]).map((name) => `#/components/${kind}/${name}`),
    );
    expect(references.length).toBeGreaterThan(20);
    expect(references.filter((reference) => !known.includes(String(reference)))).toEqual([]);
  });

  it('describes bodies and answers as the service accepts and gives them', async () => {
    const { validate } = validatorsOf(document);
    const { api } = running;
    await api.setUpPool({ poolId: 'pool-a', identities: 2 });
    const assigned = await api.assign('pool-a', 'alice');
    const refused = await api.assign('pool-x', 'alice');
    const operation = document.paths['/v1/pools/{poolId}/assignments']?.post as Operation;
    const accepts = (media: Media | undefined, value: unknown) => validate(media?.schema ?? {}, value).length === 0;
    const answered = (status: string, type: string) => operation.responses[status]?.content?.[type];
    expect(
      accepts(operation.requestBody?.content['application/json'], { subject: { kind: 'authenticated', ref: 'a' } }),
    ).toBe(true);
    expect(accepts(operation.requestBody?.content['application/json'], { subject: { kind: 'authenticated' } })).toBe(
      false,
    );
    expect(accepts(answered('201', 'application/json'), assigned.body)).toBe(true);
    expect(accepts(answered('404', 'application/problem+json'), refused.body)).toBe(true);
    expect(accepts(answered('201', 'application/json'), refused.body)).toBe(false);
  });

  it('is shown as a page at /docs', async () => {
    const page = await fetch(`${running.api.baseUrl}/docs`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/html/)]);
    await page.arrayBuffer();
  });

  /** The parameters of a call in one place, required ones with an exclamation mark. */
  function taken(call: string, place: string): string[] {
    const { operation } = operations().find(({ name }) => name === call) ?? {};
    return (operation?.parameters ?? [])
      .filter((parameter) => parameter.in === place)
      .map(({ name, required }) => name + (required ? '!' : ''));
  }
});

/** The values of all members with this name, at any depth. */
function schemasIn(value: unknown, name: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    ...(key === name ? [member as unknown] : []),
    ...schemasIn(member, name),
  ]);
}
