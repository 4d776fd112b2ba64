import { whereAvailable } from '@allocator/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ApiClient } from '../support/api-client.js';
import { expectAvailabilityOfEvents } from '../support/expect-availability-of-events.js';
import { expectSoundHistory } from '../support/expect-sound-history.js';
import { readStoreLanes } from '../support/read-store.js';
import { type ServiceProcess, startService } from '../support/service-process.js';
import { startCli } from '../support/start-cli.js';
import type { Ended } from '../support/start-program.js';
import { createEmptyDatabase, dropDatabase } from '../support/test-database.js';

const lanes = 8;
/** In several lanes. */
const pools = ['pool-a', 'pool-b', 'pool-c', 'pool-d'];
const command = '00000000-0000-4000-8000-000000000001';
const noCitus = process.env['CITUS_URL'] === undefined ? 'CITUS_URL is not set' : undefined;

/** A database that was filled on one server, before its server became a coordinator. */
whereAvailable(describe, noCitus)('allocator database distribute', () => {
  let url: string;
  let owner: pg.Pool;
  let service: ServiceProcess;
  beforeAll(async () => {
    url = await createEmptyDatabase();
    owner = new pg.Pool({ connectionString: url, max: 1 });
    service = await startService({ DATABASE_URL: url, LANES: String(lanes) });
  }, 60_000);
  afterAll(async () => {
    await service.stop();
    await owner.end();
    await dropDatabase(url);
  });

  const api = (): ApiClient => new ApiClient(service.baseUrl);
  const distribute = (): Promise<Ended> =>
    startCli(['database', 'distribute', '--json'], { ALLOCATOR_DATABASE_URL: url }).ended;
  const stored = () => readStoreLanes(service.baseUrl, lanes);
  const availability = () =>
    Promise.all(pools.map(async (poolId) => (await api().get(`/v1/pools/${poolId}/availability`)).body));
  /** How many servers have rows of the table. */
  const serversOf = async (table: string): Promise<number> => {
    const { rows } = await owner.query<{ servers: number }>(
      'select count(distinct nodename || nodeport)::int as servers from citus_shards where table_name = $1::regclass',
      [table],
    );
    return rows[0]?.servers ?? 0;
  };

  it('refuses while the service runs, and changes nothing', async () => {
    for (const [index, poolId] of pools.entries()) {
      await api().setUpPool({ poolId, identities: 5, first: 1 + 10 * index });
      const { body } = await api().assign(poolId, 'alice');
      await api().assign(poolId, 'bob');
      await api().prolong(String(body['assignmentId']));
      await api().release(String(body['assignmentId']));
    }
    await api().assign('pool-a', 'carol', command);
    const { exitCode, err } = await distribute();
    expect([exitCode, err]).toEqual([2, expect.stringContaining('stop all processes of the service')]);
    expect(await serversOf('events')).toBe(0);
  });

  it('moves the rows to all servers: the history, the states and the answers stay the same', async () => {
    const [history, states, answer] = [
      await stored(),
      await availability(),
      await api().assign('pool-a', 'carol', command),
    ];
    await service.stop();
    await owner.end();
    const { exitCode, out } = await distribute();
    expect([exitCode, JSON.parse(out)]).toEqual([
      0,
      { distributed: expect.arrayContaining(['events', 'pool_counts']) },
    ]);
    owner = new pg.Pool({ connectionString: url, max: 1 });
    service = await startService({ DATABASE_URL: url, LANES: String(lanes) });
    expect(await serversOf('events')).toBeGreaterThan(1);
    expect(await stored()).toEqual(history);
    expect(await availability()).toEqual(states);
    expect(await api().assign('pool-a', 'carol', command)).toMatchObject({ status: answer.status, body: answer.body });
    for (const poolId of pools) expect(await api().assign(poolId, 'dave')).toMatchObject({ status: 201 });
    // Triggers count them.
    const assigned = (await availability()).map((counts) => counts['assigned']);
    expect(assigned).toEqual(states.map((counts) => Number(counts['assigned']) + 1));
    const after = await stored();
    expectSoundHistory(after);
    await expectAvailabilityOfEvents(url, after);
  }, 120_000);

  it('keeps the names: none can be imported a second time', async () => {
    await expect(api().importIdentities('pool-b', 1, 1)).rejects.toThrow('alias-taken');
  });

  it('does nothing if all tables are distributed', async () => {
    await service.stop();
    await owner.end();
    const { exitCode, out } = await distribute();
    expect([exitCode, JSON.parse(out)]).toEqual([0, { distributed: [] }]);
    owner = new pg.Pool({ connectionString: url, max: 1 });
    service = await startService({ DATABASE_URL: url, LANES: String(lanes) });
    expectSoundHistory(await stored());
  }, 60_000);
});
