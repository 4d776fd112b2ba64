import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bearer } from '../support/access-token.js';
import { auditor, imsOperator, wwsf } from '../support/access-token.js';
import type { ApiClient } from '../support/api-client.js';
import { impi } from '@allocator/testing';
import type { RunningService } from '../support/running-service.js';
import { frozenClock, runService } from '../support/running-service.js';

type Item = Record<string, unknown>;

const states = ['assignable', 'assigned', 'held', 'quarantined', 'suspended', 'retired'] as const;
const lifetime = 3_600;
const quarantine = 60;

/** Of two tenants: two pools of the one, one of the other. Without the scheduler: no expiry is recorded until a command needs it. */
describe('lists', () => {
  let running: RunningService;
  let api: ApiClient;
  beforeAll(async () => {
    running = await runService({ ROLES: 'api' });
    api = running.api;
    const clock = await frozenClock(running);
    await api.setUpPool({ poolId: 'pool-a', identities: 14, lifetime, quarantine });
    await api.setUpPool({ poolId: 'pool-b', identities: 2, first: 101, wwsfId: 'wwsf-b' });
    await api.put('/v1/pools/pool-c', { agreementId: 'agreement-pool-a', anonymous: 'allowed', repeatSubject: 'same' });
    await bringIntoAllStates(api, clock);
  }, 60_000);
  afterAll(() => running.end());

  const as = (caller: Bearer): ApiClient => api.as(caller);

  /** Every item, page by page. */
  async function walk(caller: Bearer, path: string, query: string, limit: number): Promise<readonly Item[]> {
    const items: Item[] = [];
    for (let after = ''; ;) {
      const page = await as(caller).get(`${path}?limit=${String(limit)}${query}${after}`);
      expect([page.status, path, query]).toEqual([200, path, query]);
      const { items: some, next } = page.body as { items: Item[]; next: string | null };
      expect(some.length).toBeLessThanOrEqual(limit);
      items.push(...some);
      if (next === null) return items;
      expect(some).toHaveLength(limit);
      after = `&after=${encodeURIComponent(next)}`;
    }
  }
  const ids = (items: readonly Item[], member: string): readonly unknown[] => items.map((item) => item[member]);

  it.each<[string, Bearer, string, string, string, readonly string[]]>([
    ['operators', auditor, '/v1/operators', '', 'operatorId', ['op-pool-a', 'op-pool-b']],
    ['operators', imsOperator('op-pool-b'), '/v1/operators', '', 'operatorId', ['op-pool-b']],
    ['agreements', auditor, '/v1/agreements', '', 'agreementId', ['agreement-pool-a', 'agreement-pool-b']],
    ['agreements', wwsf('wwsf-a'), '/v1/agreements', '', 'agreementId', ['agreement-pool-a']],
    ['agreements', imsOperator('op-pool-b'), '/v1/agreements', '', 'agreementId', ['agreement-pool-b']],
    ['agreements', imsOperator('op-pool-b'), '/v1/agreements', '&operatorId=op-pool-a', 'agreementId', []],
    ['agreements', auditor, '/v1/agreements', '&wwsfId=wwsf-b', 'agreementId', ['agreement-pool-b']],
    ['agreements', auditor, '/v1/agreements', '&wwsfId=wwsf-b&operatorId=op-pool-a', 'agreementId', []],
    ['pools', auditor, '/v1/pools', '', 'poolId', ['pool-a', 'pool-b', 'pool-c']],
    ['pools', wwsf('wwsf-a'), '/v1/pools', '', 'poolId', ['pool-a', 'pool-c']],
    ['pools', imsOperator('op-pool-b'), '/v1/pools', '', 'poolId', ['pool-b']],
    ['pools', imsOperator('op-none'), '/v1/pools', '', 'poolId', []],
    ['pools', auditor, '/v1/pools', '&agreementId=agreement-pool-a', 'poolId', ['pool-a', 'pool-c']],
    ['pools', auditor, '/v1/pools', '&operatorId=op-pool-b', 'poolId', ['pool-b']],
    ['pools', auditor, '/v1/pools', '&wwsfId=wwsf-b', 'poolId', ['pool-b']],
    ['pools', wwsf('wwsf-a'), '/v1/pools', '&wwsfId=wwsf-b', 'poolId', []],
  ])(
    'of %s (%j, %s%s): those that the caller may see, by %s, on pages of any size',
    async (_, caller, path, query, id, found) => {
      for (const limit of [1, 2, 1_000]) expect(ids(await walk(caller, path, query, limit), id)).toEqual(found);
    },
  );

  it.each(['operators', 'agreements', 'pools'])('of %s have the items as each is answered by itself', async (kind) => {
    for (const item of await walk(auditor, `/v1/${kind}`, '', 1_000)) {
      const id = item[`${kind.slice(0, -1)}Id`];
      const { body } = await as(auditor).get(`/v1/${kind}/${String(id)}`);
      expect(item).toMatchObject(body);
    }
  });

  it('of pools have the availability of each, also of a pool without identities', async () => {
    const pools = await walk(auditor, '/v1/pools', '', 1_000);
    for (const { poolId, availability } of pools) {
      expect(availability).toEqual((await as(auditor).get(`/v1/pools/${String(poolId)}/availability`)).body);
    }
    expect(pools.at(-1)?.['availability']).toMatchObject({ total: 0 });
  });

  it('of pools have the demand of the last hour on request, also of a pool without any', async () => {
    await running.database.owner.query(`
      insert into pool_activity (lane, pool_id, minute, assigned, refused, ended)
      select lane, 'pool-a', date_trunc('minute', now()) - ago, assigned, refused, 3
        from lanes, (values (interval '10 minutes', 9, 2), ('50 minutes', 1, 5), ('2 hours', 100, 100)) as rows (ago, assigned, refused)
       where lane = 6`);
    const pools = await walk(auditor, '/v1/pools', '&demand=true', 2);
    const { assignable } = pools[0]!['availability'] as { assignable: number };
    expect(pools.map(({ demand }) => demand)).toEqual([
      { assigned: 10, refused: 7, secondsToExhaustion: assignable * 900 },
      { assigned: 0, refused: 0, secondsToExhaustion: null },
      { assigned: 0, refused: 0, secondsToExhaustion: null },
    ]);
    expect(assignable).toBeGreaterThan(0);
    expect(ids(await walk(auditor, '/v1/pools', '', 2), 'demand')).toEqual([undefined, undefined, undefined]);
  });

  it('of identities have all of the pool by IMPI, each as it is answered by itself', async () => {
    const all = await walk(wwsf('wwsf-a'), '/v1/pools/pool-a/identities', '', 5);
    expect(ids(all, 'impi')).toEqual(Array.from({ length: 14 }, (_, n) => impi(n + 1)).sort());
    for (const item of all) {
      const path = `/v1/pools/pool-a/identities/${encodeURIComponent(String(item['impi']))}`;
      expect(item).toEqual((await as(auditor).get(path)).body);
    }
    expect(new Set(ids(all, 'state'))).toEqual(new Set(states));
  });

  it.each(states)('of identities that are %s have those alone, in their order, on pages of any size', async (state) => {
    const path = '/v1/pools/pool-a/identities';
    const all = await walk(auditor, path, '', 1_000);
    const expected = all.filter((identity) => identity['state'] === state);
    expect(expected.length).toBeGreaterThan(1);
    for (const limit of [1, 2, 1_000]) {
      const listed = await walk(imsOperator('op-pool-a'), path, `&state=${state}`, limit);
      expect(ids(listed, 'impi').toSorted()).toEqual(ids(expected, 'impi').toSorted());
      const by = state === 'assignable' || state === 'quarantined' ? 'assignableAt' : 'reassignableAt';
      const order = ids(listed, by).map((instant) => (typeof instant === 'string' ? instant : ''));
      expect(order).toEqual(order.toSorted());
    }
  });

  it('count as many identities of each state as the availability', async () => {
    const { body } = await as(auditor).get('/v1/pools/pool-a/availability');
    for (const state of states.slice(0, -1)) {
      const listed = await walk(auditor, '/v1/pools/pool-a/identities', `&state=${state}`, 1_000);
      expect([state, listed.length]).toEqual([state, body[state]]);
    }
  });

  it('of identities are empty for a pool of the same lane, and 404 for another tenant', async () => {
    expect(await walk(auditor, '/v1/pools/pool-c/identities', '', 10)).toEqual([]);
    const { status, body } = await as(wwsf('wwsf-b')).get('/v1/pools/pool-a/identities');
    expect([status, body['code']]).toEqual([404, 'pool-not-found']);
    expect((await as(auditor).get('/v1/pools/pool-x/identities')).status).toBe(404);
  });

  it.each(['limit=0', 'limit=1001', 'after=', 'state=free', 'state=held&after=x', 'unknown=1'])(
    'refuse %s',
    async (query) => {
      const answer = await as(auditor).get(`/v1/pools/pool-a/identities?${query}`);
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    },
  );
});

/** At least two identities in each state; leases that have lapsed, and a suspended and a retired identity that are still held. */
async function bringIntoAllStates(api: ApiClient, clock: Awaited<ReturnType<typeof frozenClock>>): Promise<void> {
  const assigned = async (ref: string): Promise<Item> => (await api.assign('pool-a', ref)).body;
  const change = (identity: unknown, verb: string, body: object = {}) =>
    api
      .as(imsOperator('op-pool-a'))
      .send('POST', `/v1/pools/pool-a/identities/${encodeURIComponent(String(identity))}/${verb}`, body);
  await assigned('lapsed');
  const lapsedReleased = await assigned('lapsed and released');
  await api.release(String(lapsedReleased['assignmentId']));
  const lapsedSuspended = await assigned('lapsed and suspended');
  await change(lapsedSuspended['impi'], 'suspend');
  await clock.to(lifetime + 1);
  await assigned('assigned');
  for (const [ref, verb] of [
    ['suspended', 'suspend'],
    ['retired', 'retire'],
  ] as const) {
    await change((await assigned(`${verb}: ${ref}`))['impi'], verb);
  }
  for (const ref of ['one', 'two']) await api.release(String((await assigned(`held ${ref}`))['assignmentId']));
  const free = (await api.as(auditor).get('/v1/pools/pool-a/identities?state=assignable')).body['items'] as Item[];
  for (const [index, verb] of [
    [0, 'suspend'],
    [1, 'retire'],
    [2, 'retire'],
  ] as const)
    await change(free[index]?.['impi'], verb);
  await change(free[3]?.['impi'], 'revoke', { quarantineSeconds: 1_000, reason: 'test' });
}
