import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type RunningPostgres, startPostgres } from '@allocator/local';

/** PostgreSQL 15 of Debian, into which Citus was installed. */
const programs = process.env['POSTGRES_15_PROGRAMS'] ?? '/usr/lib/postgresql/15/bin';

const settings = {
  shared_preload_libraries: 'citus',
  // Shards move while they are written to.
  wal_level: 'logical',
  // Commits on several servers have two phases.
  max_prepared_transactions: '200',
  max_worker_processes: '64',
  max_connections: '300',
  'citus.local_hostname': '127.0.0.1',
  // All on loopback. Otherwise the extension makes a certificate, and turns TLS on.
  ssl: 'off',
  'citus.node_conninfo': 'sslmode=disable',
};

/** A server with the extension's library, as coordinator or as worker. Throws if Citus is not installed. */
export function startCitusServer(dir: string, port: number, signal?: AbortSignal): Promise<RunningPostgres> {
  if (!existsSync(join(programs, '..', 'lib', 'citus.so'))) {
    throw new Error(`Citus is not installed for PostgreSQL 15 in ${programs} (CONTRIBUTING.md)`);
  }
  return startPostgres({ dir, port, programs, settings, signal });
}
