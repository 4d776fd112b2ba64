// `npm run test:postgres-15 [-- jest's arguments]`: the specs of the store on PostgreSQL 15, the oldest version that the service supports.
// All other tests run on the PostgreSQL from npm. Where PostgreSQL 15 is not installed, it warns, or fails with REQUIRE_POSTGRES_15=1.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { findPostgres15, freePort, runToExit, startPostgres, step, temporaryDir } from '@allocator/local';
import { storeSpecs } from '../../jest.config.js';
import { runJestOnServers } from './run-jest-on-servers.js';

// Smaller than on the other version, where the promises are tried: here the statements are.
process.env['LIVE_LEASES'] ??= '1500';
process.env['HOLDER_QUESTIONS'] ??= '600';

await runToExit(async (signal) => {
  const { programs, missing } = findPostgres15();
  if (missing !== undefined) return skip(missing);
  const dir = temporaryDir('test-postgres-15');
  try {
    const port = await freePort();
    const server = await step('starting PostgreSQL 15', () =>
      startPostgres({ dir: join(dir, 'postgres'), port, programs, signal }),
    );
    try {
      const addresses = { DATABASE_URL: server.url, KAFKA_BROKERS: 'off' };
      return await runJestOnServers([...process.argv.slice(3), '--runTestsByPath', ...storeSpecs()], addresses, signal);
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

function skip(missing: string): number {
  if (process.env['REQUIRE_POSTGRES_15'] === '1') throw new Error(`REQUIRE_POSTGRES_15=1, but ${missing}`);
  console.warn(`\n***** SKIPPED: every spec of the store on PostgreSQL 15: ${missing} *****\n`);
  return 0;
}
