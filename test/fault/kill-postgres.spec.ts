import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AssigningLoad } from '../support/assigning-load.js';
import { eventually } from '../support/eventually.js';
import { expectSoundHistory } from '../support/expect-sound-history.js';
import { readStoreLanes } from '../support/read-store.js';
import { type ServiceOnOwnPostgres, startServiceOnOwnPostgres } from '../support/service-on-own-postgres.js';
import { setUpShortLivedPools, shortLivedPools } from '../support/short-lived-pools.js';

const lanes = 8;
/** Number of kills. To run more: `POSTGRES_KILLS=20 npm test -- test/fault/kill-postgres`. */
const kills = Number(process.env['POSTGRES_KILLS'] ?? 2);
/** Minimum number of acknowledged assignments between two kills. */
const acknowledgedBetween = 60;

describe(`kill -9 of a PostgreSQL with asynchronous commit by default, ${String(kills)} times under load`, () => {
  let running: ServiceOnOwnPostgres;
  const load = new AssigningLoad(shortLivedPools, 20);
  beforeAll(async () => {
    running = await startServiceOnOwnPostgres({
      // With asynchronous commit, a commit reaches the disk up to three times this later.
      settings: { wal_writer_delay: '10s' },
      statements: [
        'alter database allocator set synchronous_commit = off',
        'alter role postgres set synchronous_commit = off',
      ],
    });
    await setUpShortLivedPools(running.api);
  }, 60_000);
  afterAll(async () => {
    load.abandon();
    await running.end();
  });

  it(
    'loses no acknowledged assignment, and no lane closes',
    async () => {
      const { server, service, api } = running;
      const report: string[] = [];
      for (let kill = 1; kill <= kills; kill++) {
        await load.acknowledge(service.baseUrl, acknowledgedBetween);
        await server.kill();
        await server.startAgain();
        const acknowledged = [...load.acknowledged];
        const stored = await storedAssignments();
        const missing = acknowledged.filter(({ assignmentId, impi }) => stored.get(assignmentId) !== impi);
        report.push(
          `kill ${String(kill)}: ${String(acknowledged.length)} acknowledged, ${String(missing.length)} missing`,
        );
        expect(missing).toEqual([]);
      }
      await load.acknowledge(service.baseUrl, acknowledgedBetween);
      await load.stop();
      if (process.env['POSTGRES_KILLS'] !== undefined) console.info(report.join('\n'));
      await eventually(async () => (await api.get('/health/ready')).status === 200, 15_000, 'readiness');
      expect(await api.get('/health/ready')).toMatchObject({ body: { closedLanes: [] } });
      expectSoundHistory(await readStoreLanes(service.baseUrl, lanes));
    },
    60_000 + kills * 30_000,
  );

  /** Identities by the id of their assignment, read from the database without the service. */
  async function storedAssignments(): Promise<ReadonlyMap<string, string>> {
    const [result] = await running.server.run(
      `select lane || '-' || position as id, document::json ->> 'subject' as impi from events where type = 'Assigned'`,
    );
    const rows = (result?.rows ?? []) as { readonly id: string; readonly impi: string }[];
    return new Map(rows.map(({ id, impi }) => [id, impi]));
  }
});
