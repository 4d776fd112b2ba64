import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeEvent } from '@allocator/domain';
import type { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { readStore } from '../support/read-store.js';
import type { Ended } from '../support/start-program.js';
import { startCli } from '../support/start-cli.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';

type Row = Readonly<Record<'minute' | 'assigned' | 'released' | 'expired' | 'refused', string | number>>;

/** Rebuilds the read model of activity from the events while the service runs. */
describe('allocator replay', () => {
  let running: RunningService;
  let api: ApiClient;
  beforeAll(async () => {
    running = await runService();
    api = running.api;
    await api.setUpPool({ poolId: 'pool-a', identities: 400 });
    for (let n = 0; n < 100; n++) await api.assign('pool-a', `user-${String(n)}`);
    await caughtUp();
  }, 60_000);
  afterAll(() => running.end());

  const replay = (...args: readonly string[]): Promise<Ended> =>
    startCli(['replay', ...args], { ALLOCATOR_OWNER_URL: running.database.url }).ended;
  const sumOf = (rows: readonly Row[]): number => rows.reduce((sum, { assigned }) => sum + Number(assigned), 0);
  const activity = async (): Promise<number> =>
    sumOf((await api.get('/v1/pools/pool-a/activity')).body['minutes'] as Row[]);
  const rowsIn = async (schema: string): Promise<readonly Row[]> => {
    const { rows } = await running.database.owner.query<Row>(
      `select minute::text, assigned, released, expired, refused from ${schema}.pool_activity order by minute`,
    );
    return rows;
  };
  const assignedInStore = async (): Promise<number> =>
    (await readStore(api.baseUrl, 6)).filter((document) => decodeEvent(document).type === 'Assigned').length;
  async function caughtUp(): Promise<void> {
    await eventually(async () => (await activity()) === (await assignedInStore()), 20_000, 'the projector');
  }

  it('replaces the read model by an equal copy without a gap for readers', async () => {
    const seen: number[] = [];
    const over = new AbortController();
    const reading = (async () => {
      while (!over.signal.aborted) seen.push(await activity());
    })();
    const assigning = (async () => {
      for (let n = 100; n < 300; n++) await api.assign('pool-a', `user-${String(n)}`);
    })();
    const { exitCode, out, err } = await replay();
    await assigning;
    over.abort();
    await reading;
    expect([exitCode, out]).toEqual([0, expect.stringContaining('the former one was equal to it')]);
    expect(err).toContain('replaying');
    // Counts never decrease and never disappear.
    expect(seen.filter((count, index) => count < (seen[index - 1] ?? 0))).toEqual([]);
    await caughtUp();
    expect(await assignedInStore()).toBe(300);
  }, 60_000);

  it('asks for confirmation before it discards the former read model', async () => {
    expect(await replay()).toMatchObject({ exitCode: 3, err: expect.stringContaining('discard it first') as unknown });
    expect(await replay('--discard')).toMatchObject({ exitCode: 0 });
  });

  it('repairs a damaged read model, and reports it', async () => {
    await running.database.owner.query('update pool_activity set assigned = assigned + 7');
    expect(await replay()).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/differed in \d+ rows/) as unknown,
    });
    expect(await activity()).toBe(300);
    await api.assign('pool-a', 'another');
    await caughtUp();
    await replay('--discard');
  });

  it('shows the read model as of an event without changing the live one', async () => {
    // The 400 identities, the pool's terms, and ten assignments.
    expect(await replay('--until', '6-411')).toMatchObject({ exitCode: 0 });
    const assigned = (await readStore(api.baseUrl, 6))
      .slice(0, 411)
      .filter((document) => decodeEvent(document).type === 'Assigned').length;
    expect(sumOf(await rowsIn('replay'))).toBe(assigned);
    expect(assigned).toBeGreaterThan(0);
    expect(await activity()).toBe(301);
    await replay('--discard');
    expect(await replay('--until', '2020-01-01T00:00:00Z')).toMatchObject({ exitCode: 0 });
    expect(await rowsIn('replay')).toEqual([]);
  });

  it('resumes where it was interrupted', async () => {
    await replay('--discard');
    await replay('--until', '6-420');
    const { out, err } = await replay();
    expect(out).toContain('the former one was equal to it');
    // The terminal shows how many events were left to read.
    const head = (await readStore(api.baseUrl, 6)).length;
    const read = /(\d+) events/.exec((err.trim().split('\n').at(-1) ?? '').replaceAll(',', ''))?.[1];
    expect(Number(read)).toBe(head - 420);
  });
});
