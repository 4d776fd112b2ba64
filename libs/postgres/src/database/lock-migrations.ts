import { setTimeout } from 'node:timers/promises';

/** Runs one statement on one session. */
export type Query = <Row extends object>(text: string, values?: unknown[]) => Promise<Row[]>;

/** This process waits for another one that migrates the schema. */
export interface MigrationWait {
  readonly seconds: number;
  /** The session that holds the lock, as `pg_stat_activity` shows it to this login; undefined if it has just ended. */
  readonly holder: string | undefined;
}

/** Held during migrations, so that processes that start together migrate one after the other. */
const migrationLock = 7_233_229;
const pollMs = 250;
/** Migrations of a small store take less time. */
const firstReportMs = 3_000;
const nextReportMs = 30_000;

/**
 * Takes the lock. Without a timeout, because a migration of a large store has none; a long wait is reported.
 * @param onWait called after 3 s, then every 30 s, and with undefined when a reported wait is over
 */
export async function lockMigrations(query: Query, onWait: (wait: MigrationWait | undefined) => void): Promise<void> {
  const start = performance.now();
  let nextReport = start + firstReportMs;
  let isReported = false;
  while (!(await isLocked(query))) {
    if (performance.now() >= nextReport) {
      onWait({ seconds: Math.round((performance.now() - start) / 1_000), holder: await findHolder(query) });
      isReported = true;
      nextReport = performance.now() + nextReportMs;
    }
    await setTimeout(pollMs);
  }
  if (isReported) onWait(undefined);
}

export async function unlockMigrations(query: Query): Promise<void> {
  await query('select pg_advisory_unlock($1)', [migrationLock]);
}

async function isLocked(query: Query): Promise<boolean> {
  const [row] = await query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [migrationLock]);
  return row?.locked === true;
}

async function findHolder(query: Query): Promise<string | undefined> {
  const [row] = await query<{ holder: string }>(
    `select format('pid %s, user %s, application %s, client %s', pid, usename, application_name, coalesce(client_addr::text, 'local or hidden'))
              as holder
       from pg_locks join pg_stat_activity using (pid)
      where locktype = 'advisory' and granted and classid = 0 and objid = $1 and objsubid = 1
        and pg_locks.database = (select oid from pg_database where datname = current_database())`,
    [migrationLock],
  );
  return row?.holder;
}
