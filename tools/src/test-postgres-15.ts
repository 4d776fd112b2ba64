// `npm run test:postgres-15 [-- jest's arguments]`: the specs of the store on PostgreSQL 15, the oldest version that the service supports.
// All other tests run on the PostgreSQL from npm. Where PostgreSQL 15 is not installed, it warns, or fails with REQUIRE_POSTGRES_15=1.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, runToExit, startPostgres, step, temporaryDir } from '@allocator/local';
import { storeSpecs } from '../../jest.config.js';
import { runJestOnServers } from './run-jest-on-servers.js';

/** Where Debian's package `postgresql-15` has them. */
const debianPrograms = '/usr/lib/postgresql/15/bin';

/** Fewer than on the other version, where a raise of terms under load is tested: here its statements are. */
const liveLeases = process.env['LIVE_LEASES'] ?? '8000';

await runToExit(async (signal) => {
  const programs = process.env['POSTGRES_15_PROGRAMS'] ?? debianPrograms;
  if (!existsSync(join(programs, 'postgres'))) return skip(programs);
  const dir = temporaryDir('test-postgres-15');
  try {
    const port = await freePort();
    const server = await step('starting PostgreSQL 15', () =>
      startPostgres({ dir: join(dir, 'postgres'), port, programs, signal }),
    );
    try {
      const environment = { DATABASE_URL: server.url, KAFKA_BROKERS: 'off', LIVE_LEASES: liveLeases };
      return await runJestOnServers(
        [...process.argv.slice(3), '--runTestsByPath', ...storeSpecs()],
        environment,
        signal,
      );
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

function skip(programs: string): number {
  const what = `PostgreSQL 15 is not installed in ${programs} (Debian: apt-get install postgresql-15; elsewhere: set POSTGRES_15_PROGRAMS)`;
  if (process.env['REQUIRE_POSTGRES_15'] === '1') throw new Error(`REQUIRE_POSTGRES_15=1, but ${what}`);
  console.warn(`\n***** SKIPPED: every spec of the store on PostgreSQL 15: ${what} *****\n`);
  return 0;
}
