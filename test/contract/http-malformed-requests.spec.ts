import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { ApiClient } from '../support/api-client.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';

const assignments = '/v1/pools/pool-a/assignments';
const json = { 'content-type': 'application/json' };
const subject = { kind: 'authenticated', ref: 'alice' };

describe('a request that is not as the contract says', () => {
  let running: RunningService;
  let api: ApiClient;
  beforeAll(async () => {
    running = await runService();
    api = running.api;
    await api.setUpPool({ poolId: 'pool-a', identities: 10 });
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
    ['an unknown member further in', { subject: { ...subject, name: 'Alice' } }, 'subject'],
    ['an array', [], ''],
    ['null', null, ''],
    ['a number', 42, ''],
  ])('a body with %s is told where it is at fault', async (_, body, path) => {
    const { status, headers, body: problem } = await assign(body);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(problem).toMatchObject({ code: 'invalid-request', detail: expect.stringMatching(/^body: /) });
    expect((problem['errors'] as { path: string }[]).map((error) => error.path)).toContain(path);
  });

  it.each(['{', '{"subject":', '{"subject": undefined}', "{'subject': {}}", 'alice', '\u0000', '{} {}'])(
    'a body that is not JSON is said to be faulty: %j',
    async (body) => {
      expect(await assign(body)).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    },
  );

  it.each([
    '{"__proto__": {"subject": {"kind": "authenticated", "ref": "alice"}}}',
    '{"subject": {"kind": "authenticated", "ref": "alice", "__proto__": {"admin": true}}}',
    '{"subject": {"kind": "authenticated", "ref": "alice"}, "constructor": {"prototype": {"admin": true}}}',
  ])('a body that reaches for the prototype is refused: %s', async (body) => {
    expect(await assign(body)).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
  });

  it('a body where one is needed, and none came', async () => {
    const none = { status: 400, body: { code: 'invalid-request' } };
    expect(await assign(undefined)).toMatchObject(none);
    expect(await api.send('POST', assignments, '', { ...json, ...withKey() })).toMatchObject(none);
  });

  it('a reference may have any characters, and 256 of them', async () => {
    const refs = ['x'.repeat(256), 'Анна 安娜 🙂', 'a"b\\c', "'; drop table events; --", '\u2028', '__proto__'];
    for (const ref of refs) {
      expect([ref, (await assign({ subject: { ...subject, ref } })).status]).toEqual([ref, 201]);
    }
  });

  it.each(['\u0000', 'a\u0000b', '\ud800'])('a reference that no database can keep is refused: %j', async (ref) => {
    expect(await assign({ subject: { ...subject, ref } })).toMatchObject({
      status: 400,
      body: { code: 'invalid-request' },
    });
  });

  it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'a body in %s is not taken',
    async (contentType) => {
      const answer = await assign(JSON.stringify({ subject }), { ...withKey(), 'content-type': contentType });
      expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported-media-type' } });
    },
  );

  it('a body for imports is none for assignments', async () => {
    const answer = await assign(JSON.stringify({ subject }), { ...withKey(), 'content-type': 'text/csv' });
    expect([400, 415]).toContain(answer.status);
  });

  it('a body of 2 MiB is taken, one byte more is not', async () => {
    const padded = (bytes: number): string => {
      const [head, tail] = ['{"subject":{"kind":"authenticated","ref":"padded"}', '}'];
      return head + ' '.repeat(bytes - head.length - tail.length) + tail;
    };
    expect(await assign(padded(2_097_152))).toMatchObject({ status: 201 });
    expect(await assign(padded(2_097_153))).toMatchObject({ status: 413, body: { code: 'payload-too-large' } });
  });

  it.each(['', 'abc', '00000000-0000-0000-0000', `${randomUUID()}x`, `{${randomUUID()}}`])(
    'the Idempotency-Key %j is no UUID',
    async (key) => {
      const faulty = { status: 400, body: { code: 'idempotency-key-invalid' } };
      expect(await assign({ subject }, { 'idempotency-key': key })).toMatchObject(faulty);
      expect(await api.release('6-1', key)).toMatchObject(faulty);
    },
  );

  it('an Idempotency-Key is needed for each call that changes an assignment, and for no other', async () => {
    const required = { status: 400, body: { code: 'idempotency-key-required' } };
    expect(await assign({ subject }, {})).toMatchObject(required);
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
  ])('release and prolong need no body: %s', async (_, body, headers) => {
    const lent = await assign({ subject: { ...subject, ref: randomUUID() } });
    const path = `/v1/assignments/${String(lent.body['assignmentId'])}`;
    expect(await api.send('POST', `${path}/prolong`, body, { ...headers, ...withKey() })).toMatchObject({
      status: 200,
    });
    expect(await api.send('POST', `${path}/release`, body, { ...headers, ...withKey() })).toMatchObject({
      status: 200,
    });
    await api.send('POST', '/v1/indications', {
      operatorId: 'op-pool-a',
      impi: lent.body['impi'],
      generation: lent.body['generation'],
      tokenRefused: true,
      tokenSequence: 2,
    });
  });

  it('release and prolong take no member', async () => {
    const body = { reassignableAt: '2026-01-01T00:00:00.000Z' };
    for (const call of ['release', 'prolong']) {
      const answer = await api.send('POST', `/v1/assignments/6-1/${call}`, body, withKey());
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    }
  });

  it.each([
    ['GET', '/'],
    ['GET', '/v1'],
    ['GET', '/v1/pools/pool-a'],
    ['GET', '/v1/pools/pool-a/assignments'],
    ['DELETE', '/v1/pools/pool-a'],
    ['PATCH', '/v1/operators/op-a'],
    ['POST', '/v1/operators/op-a'],
    ['PUT', '/v1/indications'],
    ['POST', '/v1/events'],
    ['GET', '/v1/../etc/passwd'],
    ['GET', '/v1/pools/%zz/availability'],
  ])('%s %s: there is nothing, and the answer is a problem too', async (method, path) => {
    const { status, headers, body } = await api.send(method, path);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect([
      [404, 'not-found'],
      [400, 'invalid-request'],
    ]).toContainEqual([status, body['code']]);
    expect(body).toMatchObject({ type: 'about:blank', title: expect.any(String), status });
  });

  it('none of it was a failure of the service', () => {
    expect(running.process.said()).not.toContain('request-failed');
  });
});
