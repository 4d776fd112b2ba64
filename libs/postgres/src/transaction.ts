import type { Pool, PoolClient } from 'pg';
import { retrying } from './retry.js';

/**
 * One transaction, run again where it failed for a passing reason. A connection whose transaction could not be ended is
 * thrown away: what it still holds is the server's to clean up.
 */
export function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return retrying(async () => {
    const client = await pool.connect();
    let broken: Error | undefined;
    // Between its statements nobody else listens, and an unheard error ends the process.
    const onBroken = (error: Error): void => {
      broken = error;
    };
    client.on('error', onBroken);
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((failure: unknown) => {
        broken = failure instanceof Error ? failure : new Error(String(failure));
      });
      throw error;
    } finally {
      client.off('error', onBroken);
      client.release(broken);
    }
  });
}
