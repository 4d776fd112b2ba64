import type { Pool, PoolClient } from 'pg';
import { retrying } from './retrying.js';
import type { Call } from './run.js';
import { sendAll, together } from './run.js';
import { isReadOnly } from './prepare-session.js';

/** What the work of a transaction has come to. */
export interface Worked<T> {
  readonly answer: T;
  /** Sent together with the commit, which is none if one of them fails. */
  readonly writes: readonly Call[];
}

/** One transaction, run again where it failed for a passing reason. */
export function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return inPipelinedTransaction(pool, async (client, begun) => {
    await begun;
    return { answer: await work(client), writes: [] };
  });
}

/**
 * The same in two round trips: what `work` sends before it waits for anything goes together with the BEGIN, and its
 * writes go together with the COMMIT. `begun` must have been waited for by then: behind a BEGIN that failed, each
 * statement would commit by itself. A connection whose transaction could not be ended is thrown away: what it still
 * holds is the server's to clean up. So is one that takes no writes: it may stay read-only when its server no longer is.
 */
export function inPipelinedTransaction<T>(
  pool: Pool,
  work: (client: PoolClient, begun: Promise<unknown>) => Promise<Worked<T>>,
): Promise<T> {
  return retrying(async () => {
    const client = await pool.connect();
    let broken: Error | undefined;
    // Between its statements nobody else listens, and an unheard error ends the process.
    const onBroken = (error: Error): void => {
      broken = error;
    };
    client.on('error', onBroken);
    try {
      const { answer, writes } = await together(client, () => begin(client, work));
      await together(client, () => writeAndCommit(client, writes));
      return answer;
    } catch (error) {
      await client.query('rollback').catch((failure: unknown) => {
        broken = failure instanceof Error ? failure : new Error(String(failure));
      });
      if (isReadOnly(error)) broken ??= error as Error;
      throw error;
    } finally {
      client.off('error', onBroken);
      client.release(broken);
    }
  });
}

function begin<T>(client: PoolClient, work: (client: PoolClient, begun: Promise<unknown>) => Promise<T>): Promise<T> {
  const begun = client.query('begin');
  // The work waits for it at its time; where the work fails before, nobody hears of a failure here.
  begun.catch(() => undefined);
  return work(client, begun);
}

async function writeAndCommit(client: PoolClient, writes: readonly Call[]): Promise<void> {
  const [, { command }] = await Promise.all([sendAll(client, writes), client.query('commit')]);
  // So the server answers, without an error, where a statement of the transaction had failed.
  if (command !== 'COMMIT') throw new Error(`the transaction ended with ${command}`);
}
