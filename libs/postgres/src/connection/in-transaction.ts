import type { Pool, PoolClient } from 'pg';
import { NotReplicatedError, retrying } from './retrying.js';
import type { Call } from './run.js';
import { answerTo, sendAll, together } from './run.js';
import { isReadOnly } from './prepare-session.js';
import { demandAccepted } from './refuse-pool.js';
import type { Statement } from '../sql/statement.js';

/** The result of a transaction's work. */
export interface Worked<T> {
  readonly answer: T;
  /** Sent together with the commit. If one of them fails, nothing is committed. */
  readonly writes: readonly Call[];
}

const beginTransaction: Statement = { name: 'begin', text: 'begin' };
const commitTransaction: Statement = { name: 'commit', text: 'commit' };
/** The server's function that waits for a synchronous standby: it warns if the wait was cancelled. The text is in the server's language. */
const waitForStandby = 'SyncRepWaitForLSN';

/** Runs one transaction, and runs it again after a transient failure. */
export function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return inPipelinedTransaction(pool, async (client, begun) => {
    await begun;
    return { answer: await work(client), writes: [] };
  });
}

/**
 * The same in two round trips: statements that `work` sends before it waits for anything go together with the BEGIN, and its writes go
 * together with the COMMIT. `work` must have waited for `begun` by then: after a failed BEGIN each statement would commit by itself. A
 * connection whose transaction could not be ended is closed, so that the server releases what it holds. So is a read-only connection: it
 * can stay read-only when its server no longer is.
 */
export function inPipelinedTransaction<T>(
  pool: Pool,
  work: (client: PoolClient, begun: Promise<unknown>) => Promise<Worked<T>>,
): Promise<T> {
  return retrying(async () => {
    demandAccepted(pool);
    const client = await pool.connect();
    let broken: Error | undefined;
    // Between statements there is no other listener, and an error without one ends the process.
    const onBroken = (error: Error): void => {
      broken = error;
    };
    client.on('error', onBroken);
    try {
      const { answer, writes } = await together(client, () => begin(client, work));
      await together(client, () => writeAndCommit(client, writes));
      return answer;
    } catch (error) {
      await rollback(client).catch((failure: unknown) => {
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
  const begun = answerTo(client, beginTransaction);
  // `work` waits for it later. If `work` fails before that, a failure here must not be an unhandled rejection.
  begun.catch(() => undefined);
  return work(client, begun);
}

async function writeAndCommit(client: PoolClient, writes: readonly Call[]): Promise<void> {
  const warnedBy: (string | undefined)[] = [];
  const onNotice = ({ routine }: { readonly routine: string | undefined }): void => {
    warnedBy.push(routine);
  };
  client.on('notice', onNotice);
  try {
    const [, { command }] = await Promise.all([sendAll(client, writes), answerTo(client, commitTransaction)]);
    // If a statement of the transaction has failed, the server answers ROLLBACK, without an error.
    if (command !== 'COMMIT') throw new Error(`the transaction ended with ${command}`);
    if (warnedBy.includes(waitForStandby)) throw new NotReplicatedError();
  } finally {
    client.off('notice', onNotice);
  }
}

/** `enter_lanes` has a session lock while it waits for lanes, which a rollback alone keeps. */
async function rollback(client: PoolClient): Promise<void> {
  await client.query('rollback');
  await client.query('select pg_advisory_unlock_all()');
}
