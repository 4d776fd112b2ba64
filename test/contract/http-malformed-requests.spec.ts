import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { bearer, wwsf } from '../support/access-token.js';
import type { ApiClient } from '../support/api-client.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';

const assignments = '/v1/pools/pool-a/assignments';
const json = { 'content-type': 'application/json' };
const subject = { kind: 'authenticated', ref: 'alice' };

describe('a request that breaks the contract', () => {
  let running: RunningService;
  let api: ApiClient;
  beforeAll(async () => {
    running = await runService();
    api = running.api;
    await api.setUpPool({ poolId: 'pool-a', identities: 10 });
    await api.setUpPool({ poolId: 'pool-empty', identities: 0 });
  }, 60_000);
  afterAll(() => running.end());

  const withKey = () => ({ 'idempotency-key': randomUUID() });
  const assign = (body: unknown, headers: Record<string, string> = withKey()) =>
    api.send('POST', assignments, body, headers);

  it.each([
    ['no subject', {}, 'subject'],
    ['no kind', { subject: { ref: 'alice' } }, 'subject.kind'],
    ['an unknown kind', { subject: { kind: 'robot', ref: 'alice' } }, 'subject.kind'],
    ['an anonymous subject with a reference', { subject: { kind: 'anonymous', ref: 'alice' } }, 'subject.session'],
    ['an empty reference', { subject: { ...subject, ref: '' } }, 'subject.ref'],
    ['a reference of 257 characters', { subject: { ...subject, ref: 'x'.repeat(257) } }, 'subject.ref'],
    ['a reference that is a number', { subject: { ...subject, ref: 1 } }, 'subject.ref'],
    ['an unknown member', { subject, poolId: 'pool-a' }, ''],
    ['an unknown nested member', { subject: { ...subject, name: 'Alice' } }, 'subject'],
    ['an array', [], ''],
    ['null', null, ''],
    ['a number', 42, ''],
  ])('a body with %s is refused, and the answer names the member', async (_, body, path) => {
    const { status, headers, body: problem } = await assign(body);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(problem).toMatchObject({ code: 'invalid-request', detail: expect.stringMatching(/^body: /) });
    expect((problem['errors'] as { path: string }[]).map((error) => error.path)).toContain(path);
  });

  it.each(['{', '{"subject":', '{"subject": undefined}', "{'subject': {}}", 'alice', '\u0000', '{} {}'])(
    'a body that is not JSON is refused: %j',
    async (body) => {
      expect(await assign(body)).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    },
  );

  it.each([
    '{"__proto__": {"subject": {"kind": "authenticated", "ref": "alice"}}}',
    '{"subject": {"kind": "authenticated", "ref": "alice", "__proto__": {"admin": true}}}',
    '{"subject": {"kind": "authenticated", "ref": "alice"}, "constructor": {"prototype": {"admin": true}}}',
  ])('a body that names the prototype is refused: %s', async (body) => {
    expect(await assign(body)).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
  });

  it('a missing body is refused', async () => {
    const none = { status: 400, body: { code: 'invalid-request' } };
    expect(await assign(undefined)).toMatchObject(none);
    expect(await api.send('POST', assignments, '', { ...json, ...withKey() })).toMatchObject(none);
  });

  it('a reference may have any characters, at most 256', async () => {
    const refs = ['x'.repeat(256), 'Анна 安娜 🙂', 'a"b\\c', "'; drop table events; --", '\u2028', '__proto__'];
    for (const ref of refs) {
      expect([ref, (await assign({ subject: { ...subject, ref } })).status]).toEqual([ref, 201]);
    }
  });

  it.each(['\u0000', 'a\u0000b', '\ud800'])('a reference that PostgreSQL cannot store is refused: %j', async (ref) => {
    expect(await assign({ subject: { ...subject, ref } })).toMatchObject({
      status: 400,
      body: { code: 'invalid-request' },
    });
  });

  it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'a body of type %s is refused',
    async (contentType) => {
      const answer = await assign(JSON.stringify({ subject }), { ...withKey(), 'content-type': contentType });
      expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported-media-type' } });
    },
  );

  it('a body for imports is refused for assignments', async () => {
    const answer = await assign(JSON.stringify({ subject }), { ...withKey(), 'content-type': 'text/csv' });
    expect([400, 415]).toContain(answer.status);
  });

  const padded = (head: string, tail: string, bytes: number): string =>
    head + ' '.repeat(bytes - head.length - tail.length) + tail;
  const batches = '/v1/pools/pool-a/assignment-batches';
  const batch = (body: unknown) => api.send('POST', batches, body);

  it('a single command of 8 KiB is accepted, one byte more is refused, and the answer names the limit', async () => {
    const command = (bytes: number) => padded('{"subject":{"kind":"authenticated","ref":"padded"}', '}', bytes);
    expect(await assign(command(8_192))).toMatchObject({ status: 201 });
    const detail = 'a body of this call has at most 8192 bytes';
    expect(await assign(command(8_193))).toMatchObject({ status: 413, body: { code: 'payload-too-large', detail } });
    const terms = await api.put('/v1/pools/pool-a', { padding: 'x'.repeat(8_192) });
    expect(terms).toMatchObject({ status: 413, body: { detail } });
  });

  it('a batch of 2 MiB is accepted, one byte more is refused', async () => {
    const commands = (bytes: number) => padded('{"commands":[]', '}', bytes);
    expect(await batch(commands(2_097_152))).toMatchObject({ status: 200 });
    const detail = 'a body of this call has at most 2097152 bytes';
    expect(await batch(commands(2_097_153))).toMatchObject({
      status: 413,
      body: { code: 'payload-too-large', detail },
    });
  });

  it('a batch of 1,000 commands with the longest references, all characters escaped, is accepted', async () => {
    const ref = '\\u00e9'.repeat(256);
    const command = () => `{"commandId":"${randomUUID()}","subject":{"kind":"authenticated","ref":"${ref}"}}`;
    const commands = `{"commands":[${Array.from({ length: 1_000 }, command).join(',')}]}`;
    const { status, body } = await api.send('POST', '/v1/pools/pool-empty/assignment-batches', commands);
    expect([status, (body['outcomes'] as unknown[]).length]).toEqual([200, 1_000]);
  });

  it.each([
    ['900,000 brackets', '['.repeat(900_000) + ']'.repeat(900_000), 'body: is nested deeper than 5 levels'],
    ['nested objects', '{"a":'.repeat(300_000), 'body: is nested deeper than 5 levels'],
    ['a million items', `{"commands":[${'0,'.repeat(1_000_000)}0]}`, 'body: has more than 10000 members and items'],
    ['as many empty objects', `[${'{},'.repeat(600_000)}{}]`, 'body: has more than 10000 members and items'],
    [
      '100,000 members of one name',
      `{${'"a":0,'.repeat(300_000)}"a":0}`,
      'body: has more than 10000 members and items',
    ],
  ])('a body of %s is refused before it is parsed', async (_, body, detail) => {
    expect(await batch(body)).toMatchObject({ status: 400, body: { code: 'invalid-request', detail } });
  });

  it('an answer stays small: it names a few unknown members and faults, and shortens them', async () => {
    const unknown = Object.fromEntries(Array.from({ length: 9_000 }, (_, n) => [`${'k'.repeat(110)}${String(n)}`, 0]));
    const answers = [
      await batch({ commands: [], ...unknown }),
      await batch({ commands: Array(1_500).fill({ ['x'.repeat(500)]: 0 }) }),
      await batch({ commands: [{ commandId: randomUUID(), subject, ['y'.repeat(1_090_000)]: 0 }] }),
      await api.get(`/v1/pools/pool-a/activity?${'kkkkkkkkk=1&'.repeat(20)}${'z'.repeat(10_000)}=1`),
      await api.get(`/v1/pools/${'p'.repeat(400)}/availability`),
      await api.get(`/v1/${'n'.repeat(10_000)}`),
      await assign({ subject }, { 'idempotency-key': 'h'.repeat(10_000) }),
    ];
    for (const { status, body } of answers) {
      expect([400, 404]).toContain(status);
      expect(JSON.stringify(body).length).toBeLessThan(6_000);
      expect(((body['detail'] ?? '') as string).length).toBeLessThanOrEqual(1_000);
    }
  });

  it.each(['gzip', 'br', 'deflate', 'identity, gzip'])(
    'a body with Content-Encoding: %s is refused',
    async (encoding) => {
      const refused = {
        status: 415,
        body: { code: 'unsupported-media-type', detail: expect.stringMatching(/uncompressed/) },
      };
      const encoded = { ...withKey(), 'content-encoding': encoding };
      const { headers, ...answer } = await assign({ subject }, encoded);
      expect(answer).toMatchObject(refused);
      expect(headers.get('accept-encoding')).toBe('identity');
      for (const type of ['text/csv', 'application/x-ndjson']) {
        const rows = await api.send('POST', '/v1/pools/pool-a/identities', 'x', { ...encoded, 'content-type': type });
        expect(rows).toMatchObject(refused);
      }
    },
  );

  it('a body with Content-Encoding: identity is accepted', async () => {
    const ref = randomUUID();
    const plain = { ...withKey(), 'content-encoding': 'Identity' };
    expect(await assign({ subject: { ...subject, ref } }, plain)).toMatchObject({ status: 201 });
  });

  it.each(['', 'abc', '00000000-0000-0000-0000', `${randomUUID()}x`, `{${randomUUID()}}`])(
    'the Idempotency-Key %j is refused: not a UUID',
    async (key) => {
      const faulty = { status: 400, body: { code: 'idempotency-key-invalid' } };
      expect(await assign({ subject }, { 'idempotency-key': key })).toMatchObject(faulty);
      expect(await api.release('6-1', key)).toMatchObject(faulty);
    },
  );

  it('an Idempotency-Key is required for each call that changes an assignment, and for no other', async () => {
    const required = { status: 400, body: { code: 'idempotency-key-required' } };
    expect(await assign({ subject }, {})).toMatchObject(required);
    // Before the faults of the body.
    expect(await assign({ subject: 1 }, {})).toMatchObject(required);
    expect(await api.send('POST', '/v1/assignments/6-1/release', { more: 1 })).toMatchObject(required);
    expect(await api.send('POST', '/v1/assignments/6-1/release', {})).toMatchObject(required);
    expect(await api.send('POST', '/v1/assignments/6-1/prolong', {})).toMatchObject(required);
    const indication = { operatorId: 'op-pool-a', impi: 'web-1@ims.op-a.example', generation: 9, tokenRefused: true };
    expect(await api.send('POST', '/v1/indications', indication)).toMatchObject({ status: 200 });
    const badKey = await api.send('POST', '/v1/indications', indication, { 'idempotency-key': 'abc' });
    expect(badKey).toMatchObject({ status: 400, body: { code: 'idempotency-key-invalid' } });
  });

  it.each([
    ['no body and no content type', undefined, {}],
    ['no body but a content type', undefined, json],
    ['an empty body', '', json],
    ['an empty object', {}, {}],
    ['null', 'null', json],
  ])('release and prolong require no body: %s', async (_, body, headers) => {
    const assigned = await assign({ subject: { ...subject, ref: randomUUID() } });
    const path = `/v1/assignments/${String(assigned.body['assignmentId'])}`;
    expect(await api.send('POST', `${path}/prolong`, body, { ...headers, ...withKey() })).toMatchObject({
      status: 200,
    });
    expect(await api.send('POST', `${path}/release`, body, { ...headers, ...withKey() })).toMatchObject({
      status: 200,
    });
    await api.send('POST', '/v1/indications', {
      operatorId: 'op-pool-a',
      impi: assigned.body['impi'],
      generation: assigned.body['generation'],
      tokenRefused: true,
      tokenSequence: 2,
    });
  });

  it('release and prolong accept no member', async () => {
    const body = { reassignableAt: '2026-01-01T00:00:00.000Z' };
    for (const call of ['release', 'prolong']) {
      const answer = await api.send('POST', `/v1/assignments/6-1/${call}`, body, withKey());
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    }
  });

  it.each([
    ['GET', '/nothing', 404],
    ['GET', '/v1', 404],
    ['POST', '/v1/nothing', 404],
    ['QUERY', '/v1/nothing', 404],
    ['GET', '/v1/pools//availability', 404],
    ['GET', '/v1/../etc/passwd', 404],
    ['GET', '/v1/pools/%zz/availability', 400],
  ])('%s %s: unknown routes are answered with a problem', async (method, path, expected) => {
    const { status, headers, body } = await api.send(method, path);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect([status, body['code']]).toEqual([expected, expected === 404 ? 'not-found' : 'invalid-request']);
    expect(body).toMatchObject({ type: 'about:blank', title: expect.any(String), status });
    expect(headers.get('allow')).toBeNull();
  });

  it.each([
    ['GET', '/v1/pools/pool-a/assignments', 'POST'],
    ['QUERY', '/v1/pools/pool-a/assignments?a=b', 'POST'],
    ['PROPFIND', '/v1/pools/pool-a/assignments', 'POST'],
    ['PURGE', '/v1/pools/no-pool/assignments', 'POST'],
    ['OPTIONS', '/v1/pools/pool-a/assignments', 'POST'],
    ['FOO', '/v1/pools/pool-a/assignments', 'POST'],
    ['POST', '/', 'GET, HEAD'],
    ['POST', '/v1/pools', 'GET, HEAD'],
    ['DELETE', '/v1/pools/pool-a', 'GET, HEAD, PUT'],
    ['PATCH', '/v1/operators/op-a', 'GET, HEAD, PUT'],
    ['PUT', '/v1/indications', 'POST'],
    ['POST', '/v1/events', 'GET, HEAD'],
    ['POST', '/health/live', 'GET, HEAD'],
    ['PUT', '/docs/asyncapi.json', 'GET, HEAD'],
  ])(
    '%s %s: the method is not allowed for any caller, and Allow lists the allowed ones',
    async (method, path, allow) => {
      const { host, port } = new URL(api.baseUrl);
      for (const token of ['', `authorization: ${bearer(wwsf('wwsf-a')).authorization}\r\n`]) {
        const connection = connect(Number(port), '127.0.0.1');
        connection.write(`${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n${token}connection: close\r\n\r\n`);
        const answer = await text(connection);
        expect(answer).toMatch(/^HTTP\/1\.1 405 /);
        expect(/^allow: (.*)\r$/im.exec(answer)?.[1]).toBe(allow);
        expect(answer).toMatch(/^content-type: application\/problem\+json/im);
        expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject({
          status: 405,
          code: 'method-not-allowed',
        });
      }
    },
  );

  it('none of these is logged as a failure of the service', () => {
    expect(running.process.log()).not.toContain('request-failed');
  });
});
