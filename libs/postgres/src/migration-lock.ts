import { setTimeout } from 'node:timers/promises';

/** Runs one statement on one session. */
export type Query = <Row extends object>(text: string, values?: unknown[]) => Promise<Row[]>;

/** Another process brings the schema up to date, and this one waits for it. */
export interface MigrationWait {
  readonly seconds: number;
  /** The session that holds the lock, as `pg_stat_activity` shows it to this login; undefined where it has just ended. */
  readonly holder: string | undefined;
}

/** Held while the schema is brought up to date, so that processes that start together do it one after the other. */
const migrationLock = 7_233_229;
const pollMs = 250;
/** Migrations of a small store are done by then. */
const firstWordMs = 3_000;
const nextWordMs = 30_000;

/**
 * Takes the lock. There is no limit of time, because a migration of a large store has none; who waits says so.
 * @param onWait called after 3 s, every 30 s from then on, and with undefined when a wait that was told of is over
 */
export async function lockMigrations(query: Query, onWait: (wait: MigrationWait | undefined) => void): Promise<void> {
  const start = performance.now();
  let nextWord = start + firstWordMs;
  let told = false;
  while (!(await isLocked(query))) {
    if (performance.now() >= nextWord) {
      onWait({ seconds: Math.round((performance.now() - start) / 1_000), holder: await findHolder(query) });
      told = true;
      nextWord = performance.now() + nextWordMs;
    }
    await setTimeout(pollMs);
  }
  if (told) onWait(undefined);
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
