import { declareConnectionMetrics, openDatabase } from '@allocator/postgres';
import type { Database } from '@allocator/postgres';
import { FailureLog } from '@allocator/runtime';
import type { Log, Metrics } from '@allocator/runtime';
import type { Config } from '../config/config.js';

/** The connections of this process to the database. */
export const DATABASE = Symbol('Database');

/** Brings the schema up to date and connects. Throws as `openDatabase` does. */
export async function connectDatabase(
  { databaseUrl, databaseMigrationUrl, lanes, citus }: Config,
  log: Log,
  metrics: Metrics,
): Promise<Database> {
  const sessions = new FailureLog('database-session', log);
  const database = await openDatabase({
    url: databaseUrl,
    migrationUrl: databaseMigrationUrl,
    lanes,
    citus,
    onIdleError: (error) => {
      log.debug({ code: 'database-connection-lost', err: error }, 'an idle connection broke');
    },
    onSession: (refused) => {
      if (refused === undefined) sessions.recovered('session');
      else sessions.failed('session', refused);
    },
    onMigrationWait: (wait) => {
      if (wait === undefined)
        log.info({ code: 'migration-resumed' }, 'the migration lock is free: this process continues');
      else
        log.warn({ code: 'migration-waiting', ...wait }, 'another session migrates the database: waiting for its lock');
    },
  });
  declareConnectionMetrics(metrics, database);
  return database;
}
