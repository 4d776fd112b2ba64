import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditor, imsOperator, wwsf } from '../support/access-token.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import { shortProfile } from '../support/api-client.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';

const profile = shortProfile();
const agreement = {
  operatorId: 'op-a',
  wwsfId: 'wwsf-a',
  securityLifetimeSeconds: 3600,
  quarantineSeconds: 0,
  minTokenLifetimeSeconds: 1,
  status: 'active',
};
const pool = { agreementId: 'agreement-a', anonymous: 'allowed', repeatSubject: 'same' };
const rounds = 5;

/** Terms by path, with the change that round `n` of a race makes. */
const resources: readonly [string, object, (n: number) => object][] = [
  ['/v1/operators/op-a', profile, (n) => ({ ...profile, maxRegistrationSeconds: 100 + n })],
  ['/v1/agreements/agreement-a', agreement, (n) => ({ ...agreement, securityLifetimeSeconds: 4_000 + n })],
  ['/v1/pools/pool-a', pool, (n) => ({ ...pool, maxPerSubject: 1 + n })],
];

describe('edge case 17: versions of terms', () => {
  let running: RunningService;
  let api: ApiClient;
  beforeAll(async () => {
    running = await runService({ ROLES: 'api' });
    api = running.api.as(imsOperator('op-a'));
  }, 60_000);
  afterAll(() => running.end());

  const put = (path: string, body: object, headers: Record<string, string>): Promise<Answer> =>
    api.send('PUT', path, body, headers);
  const read = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
    api.send('GET', path, undefined, headers);
  const tagOf = ({ headers }: Answer): string => headers.get('etag') ?? '';

  it.each(resources)('%s: is created once with If-None-Match: *, and never with If-Match', async (path, body) => {
    expect(await put(path, body, { 'if-match': '*' })).toMatchObject({
      status: 412,
      body: { code: 'precondition-failed', detail: 'there are no such terms' },
    });
    const both = await Promise.all([1, 2].map(() => put(path, body, { 'if-none-match': '*' })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(both.find(({ status }) => status === 200)?.body).toMatchObject({ version: 1 });
  });

  it.each(resources)('%s: is read as its last PUT answered it, with the same tag', async (path, body) => {
    const set = await put(path, body, {});
    const found = await read(path);
    expect([found.status, found.body, tagOf(found)]).toEqual([200, set.body, '"1"']);
    expect([tagOf(set), found.headers.get('cache-control')]).toEqual(['"1"', 'no-store']);
    const head = await api.send('HEAD', path);
    expect([head.status, tagOf(head), head.body]).toEqual([200, '"1"', {}]);
  });

  it('a pool is 304 for a reader that has the version', async () => {
    for (const known of ['"1"', 'W/"1"', '"7", "1"', '*']) {
      const answer = await read('/v1/pools/pool-a', { 'if-none-match': known });
      expect([known, answer.status, tagOf(answer), answer.body]).toEqual([known, 304, '"1"', {}]);
    }
    expect((await read('/v1/pools/pool-a', { 'if-none-match': '"2"' })).status).toBe(200);
  });

  it('an agreement and an operator are never 304: their answers also change with other terms', async () => {
    await put(
      '/v1/operators/op-a',
      { ...profile, registrationModel: 'outlives-token', maxRegistrationSeconds: 80_000 },
      {},
    );
    expect(await read('/v1/agreements/agreement-a', { 'if-none-match': '"1"' })).toMatchObject({
      status: 200,
      body: { version: 1, feasible: false },
    });
    await put('/v1/operators/op-a', profile, {});
    expect((await read('/v1/operators/op-a', { 'if-none-match': '*' })).status).toBe(200);
  });

  it.each(resources)('%s: of two writers that read the same version, one gets 412', async (path, _, changed) => {
    for (let round = 0; round < rounds; round++) {
      const { body } = await read(path);
      const expected = { 'if-match': `"${String(body['version'])}"` };
      const both = await Promise.all([0, 1].map((n) => put(path, changed(2 * round + n), expected)));
      expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
      const set = both.find(({ status }) => status === 200);
      expect([(await read(path)).body, set?.body['version']]).toEqual([set?.body, Number(body['version']) + 1]);
      // As a writer sends it again that has not got the answer: it may be any of the two.
      const again = await Promise.all([0, 1].map((n) => put(path, changed(2 * round + n), expected)));
      expect(again.map(({ status }) => status)).toEqual(both.map(({ status }) => status));
    }
  });

  it('a pool has a new version also when its agreement changes', async () => {
    const before = Number((await read('/v1/pools/pool-a')).body['version']);
    await put('/v1/agreements/agreement-a', { ...agreement, quarantineSeconds: 7 }, {});
    expect((await read('/v1/pools/pool-a')).body['version']).toBe(before + 1);
    const event = await running.api.as(auditor).get('/v1/pools/pool-a');
    expect(event.body['version']).toBe(before + 1);
  });

  it.each([
    ['if-match', '3'],
    ['if-match', '"3" "4"'],
    ['if-none-match', 'x'],
  ])('%s: %s is refused', async (name, value) => {
    const expected = { status: 400, body: { code: 'invalid-request' } };
    expect(await put('/v1/pools/pool-a', pool, { [name]: value })).toMatchObject(expected);
  });

  it('are found only by their tenants', async () => {
    const otherOperator = running.api.as(imsOperator('op-b'));
    const otherWwsf = running.api.as(wwsf('wwsf-b'));
    expect((await running.api.as(wwsf('wwsf-a')).get('/v1/agreements/agreement-a')).status).toBe(200);
    for (const [path, code] of [
      ['/v1/operators/op-a', 'operator-not-found'],
      ['/v1/agreements/agreement-a', 'agreement-not-found'],
      ['/v1/pools/pool-a', 'pool-not-found'],
    ] as const) {
      expect(await otherOperator.get(path)).toMatchObject({ status: 404, body: { code } });
      if (code !== 'operator-not-found')
        expect(await otherWwsf.get(path)).toMatchObject({ status: 404, body: { code } });
    }
  });
});
