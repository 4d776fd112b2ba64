import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkChain, checkNoEarlyExpiry, checkOneHolder } from '@allocator/testing';
import { ApiClient } from '../support/api-client.js';
import { AssigningLoad } from '../support/assigning-load.js';
import { eventually } from '../support/eventually.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { readStoreLanes } from '../support/read-store.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';

const lanes = 8;
/** By hand: `POSTGRES_KILLS=20 npm test -- test/fault/kill-postgres`. */
const kills = Number(process.env['POSTGRES_KILLS'] ?? 2);
/** Acknowledged assignments between two kills, at least. */
const acknowledgedBetween = 60;
const pools = ['pool-a', 'pool-b', 'pool-c', 'pool-d'];

describe(`kill -9 of a PostgreSQL that was set to forget, under load, ${String(kills)} times`, () => {
  let server: OwnPostgres;
  let service: ServiceProcess;
  beforeAll(async () => {
    // A commit that does not wait for the disk gets there up to three times this later.
    server = await OwnPostgres.start({ wal_writer_delay: '10s' });
    await server.run(
      'alter database allocator set synchronous_commit = off',
      'alter role postgres set synchronous_commit = off',
    );
    service = await startService({ DATABASE_URL: server.url });
    const client = new ApiClient(service.baseUrl);
    for (const [index, poolId] of pools.entries()) {
      await client.setUpPool({ poolId, identities: 1_500, first: index * 10_000 + 1, lifetime: 4 + index });
    }
  }, 60_000);
  afterAll(async () => {
    await service.stop();
    await server.remove();
  });

  it(
    'loses no acknowledged assignment, and no lane closes',
    async () => {
      const load = new AssigningLoad(pools);
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
      const api = new ApiClient(service.baseUrl);
      await eventually(async () => (await api.get('/health/ready')).status === 200, 15_000, 'readiness');
      expect(await api.get('/health/ready')).toMatchObject({ body: { closedLanes: [] } });
      for (const [lane, documents] of (await readStoreLanes(service.baseUrl, lanes)).entries()) {
        expect([lane, ...checkChain(lane, documents)]).toEqual([lane]);
        expect([lane, ...checkOneHolder(lane, documents)]).toEqual([lane]);
        expect([lane, ...checkNoEarlyExpiry(lane, documents)]).toEqual([lane]);
      }
    },
    60_000 + kills * 30_000,
  );

  /** Identities by the id of their assignment, past the service. */
  async function storedAssignments(): Promise<ReadonlyMap<string, string>> {
    const [result] = await server.run(
      `select lane || '-' || position as id, document::json ->> 'subject' as impi from events where type = 'Assigned'`,
    );
    const rows = (result?.rows ?? []) as { readonly id: string; readonly impi: string }[];
    return new Map(rows.map(({ id, impi }) => [id, impi]));
  }
});
