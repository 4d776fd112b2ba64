import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import type { PoolId } from '@allocator/domain';
import { laneOf } from '@allocator/domain';
import { impi, impu } from '@allocator/testing';
import type { Answer } from '../support/api-client.js';
import { shortProfile } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';
import { upload } from '../support/upload.js';

/** Of a third operator, in a lane of its own. */
const profile = shortProfile();
const row = (n: number): string => `${impi(n)},${impu(n)}`;

describe('the limits of an import', () => {
  let running: RunningService;
  beforeAll(async () => {
    running = await runService({ ROLES: 'api' });
    for (const poolId of ['pool-a', 'pool-b']) await running.api.setUpPool({ poolId, identities: 0 });
  }, 60_000);
  afterAll(() => running.end());

  const csv = (...pieces: (string | Uint8Array)[]) => upload(running.api, 'pool-a', pieces);

  const rowOf = (n: number, impus: number): string =>
    [impi(n), ...Array.from({ length: impus }, (_, nth) => `sip:m${String(n)}-${String(nth)}@op-a.example`)].join(',');

  it('refuses a row with more than 32 IMPUs', async () => {
    const answer = await csv(`${rowOf(240, 32)}\n${rowOf(241, 33)}\n${rowOf(242, 2_000)}\n`);
    expect(answer.body).toMatchObject({ received: 3, imported: 1 });
    expect(answer.body['rejected']).toEqual([
      { row: 2, code: 'impus-too-many', detail: '33 IMPUs: an identity has 32 at most' },
      { row: 3, code: 'impus-too-many', detail: '2000 IMPUs: an identity has 32 at most' },
    ]);
  });

  it('writes at most 500 rows and 2,000 names in one transaction', async () => {
    const rows = [
      ...Array.from({ length: 100 }, (_, n) => rowOf(20_000 + n, 32)),
      ...Array.from({ length: 1_100 }, (_, n) => row(21_000 + n)),
    ];
    expect((await csv(rows.join('\n'))).body).toMatchObject({ imported: 1_200 });
    const { rows: transactions } = await running.database.owner.query<{ rows: number; names: number }>(
      `select count(*)::int as rows, sum(1 + jsonb_array_length(document::jsonb -> 'data' -> 'impus'))::int as names
       from events where type = 'IdentityImported' group by xmin::text`,
    );
    for (const { rows: count, names } of transactions) {
      expect(count).toBeLessThanOrEqual(500);
      expect(names).toBeLessThanOrEqual(2_000);
    }
  });

  describe('for imports at the same time', () => {
    const rows = (first: number, count: number): string =>
      Array.from({ length: count }, (_, n) => `${row(first + n)}\n`).join('');
    const total = async () => (await running.api.get('/v1/pools/pool-a/availability')).body['total'] as number;

    /** Two imports of one operator that have sent 500 rows each; they end, or abort with its reason, on the signal. */
    async function beginTwo(first: number, signal: AbortSignal): Promise<Promise<Answer>[]> {
      const before = await total();
      async function* pieces(from: number) {
        yield rows(from, 501);
        await once(signal, 'abort');
        if (signal.reason instanceof SenderLeft) throw signal.reason;
        yield rows(from + 501, 1);
      }
      const begun = [first, first + 1_000].map((from) => upload(running.api, 'pool-a', pieces(from)));
      await eventually(async () => (await total()) === before + 1_000, 10_000, 'two imports in progress');
      return begun;
    }

    it('allow two per operator: a third gets 429 with Retry-After, and another operator can import', async () => {
      const go = new AbortController();
      const own = await beginTwo(30_000, go.signal);
      const third = await csv(row(35_000));
      expect(third).toMatchObject({ status: 429, body: { code: 'import-limit-reached' } });
      expect(third.headers.get('retry-after')).toBe('5');
      expect(await upload(running.api, 'pool-b', [row(35_001)])).toMatchObject({ status: 200, body: { imported: 1 } });

      go.abort('continue');
      for (const answer of own) expect(await answer).toMatchObject({ status: 200, body: { imported: 502 } });
      expect(await csv(row(35_000))).toMatchObject({ status: 200, body: { imported: 1 } });
    });

    it('leave database connections for changes of terms', async () => {
      const client = await running.database.owner.connect();
      const isOnCitus = process.env['CITUS_URL'] !== undefined;
      const waiting = isOnCitus
        ? 'select count(*)::int as count from citus_lock_waits'
        : `select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      try {
        await client.query('begin');
        for (const poolId of ['pool-a', 'pool-b'] as PoolId[]) {
          await client.query('select 1 from lanes where lane = $1 for update', [laneOf(poolId, 8)]);
        }
        const imports = ['pool-a', 'pool-a', 'pool-b', 'pool-b'].map((poolId, n) =>
          upload(running.api, poolId, [row(50_000 + n)]),
        );
        await eventually(
          async () => ((await running.database.owner.query<{ count: number }>(waiting)).rows[0]?.count ?? 0) >= 3,
          10_000,
          'imports wait for their lanes',
        );
        expect(await running.api.put('/v1/operators/op-c', profile)).toMatchObject({ status: 200 });
        await client.query('rollback');
        for (const { status } of await Promise.all(imports)) expect(status).toBe(200);
      } finally {
        client.release(true);
      }
    });

    it('are free again when a client disconnects', async () => {
      const leave = new AbortController();
      const lost = await beginTwo(40_000, leave.signal);
      expect(await csv('')).toMatchObject({ status: 429 });
      leave.abort(new SenderLeft());
      expect(await Promise.allSettled(lost)).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
      await eventually(async () => (await csv('')).status === 200, 10_000, 'they are over');
    });
  });
});

class SenderLeft extends Error {}
