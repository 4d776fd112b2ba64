import { eventually } from './eventually.js';
import type { FreshDatabase } from './fresh-database.js';

/** Resolves when a transaction waits for a lane's row. @returns the server process of one that waits */
export async function waitingForLane({ owner, isOnCitus }: FreshDatabase): Promise<string> {
  // On Citus, sessions of the coordinator wait for locks of other servers; a global process id can be terminated like another one.
  const waits = isOnCitus
    ? 'select waiting_gpid as pid from citus_lock_waits'
    : `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  let pid = '';
  const isWaiting = async (): Promise<boolean> => {
    const { rows } = await owner.query<{ pid: number | string }>(waits);
    pid = String(rows[0]?.pid ?? '');
    return pid !== '';
  };
  await eventually(isWaiting, 10_000, 'a wait for a lane');
  return pid;
}
