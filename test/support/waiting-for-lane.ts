import type { FreshDatabase } from './fresh-database.js';

/** Resolves when a transaction waits for a lane's row. */
export async function waitingForLane({ owner }: FreshDatabase): Promise<void> {
  for (let tries = 0; tries < 1_000; tries++) {
    const { rowCount } = await owner.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rowCount !== null && rowCount > 0) return;
  }
  throw new Error('no transaction waits for the lane');
}
