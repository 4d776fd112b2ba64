import { eventually } from './eventually.js';
import type { FreshDatabase } from './fresh-database.js';

/** Resolves when a transaction waits for a lane's row. @returns the server process of one that waits */
export async function waitingForLane({ owner }: FreshDatabase): Promise<number> {
  let pid = 0;
  const isWaiting = async (): Promise<boolean> => {
    const { rows } = await owner.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    pid = rows[0]?.pid ?? 0;
    return pid !== 0;
  };
  await eventually(isWaiting, 10_000, 'a wait for a lane');
  return pid;
}
