import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailableError } from '@allocator/application';
import { SessionRefusedError } from './prepare-session.js';
import { errorCodeOf } from './error-code-of.js';

/**
 * SQLSTATEs after which the same transaction can be run again, by code or by class (the first two characters). A commit whose answer was
 * lost can have happened. Running it again is safe, because a command has one outcome, an imported row is found present,
 * and terms that are in force already are not changed.
 */
const transientCodes = new Set([
  '40001', // serialization failure
  '40P01', // deadlock
  '55P03', // lock not available
  '57P01', // the server is shutting down
  '57P02', // the server has crashed
  '57P03', // the server is starting
  '57P05', // idle session timeout
  '25P03', // idle in transaction: this process stood still while it held a lane
  '53300', // too many connections
  '57014', // statement timeout: ours, or an administrator's
  '25006', // read-only: a standby that is about to take over, or a former primary
]);
const transientClasses = new Set([
  '08', // connection exceptions
  '53', // out of disk, memory or connections
  '58', // the server's own system failed it
]);
const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT']);

/**
 * The wait of a commit for the synchronous standby was cancelled (`pg_cancel_backend`). The commit is on one disk, and the server reports it as
 * done. If the transaction is run again, it finds what was committed, and its own commit waits for the standby to have both.
 */
export class NotReplicatedError extends Error {
  override readonly name = 'NotReplicatedError';
  constructor() {
    super('the wait of a commit for the synchronous standby was cancelled');
  }
}

/** A name was taken since it was found free, or the servers of Citus differ in their names: the transaction that runs again finds out. */
export class NameTakenError extends Error {
  override readonly name = 'NameTakenError';
  constructor(options: { readonly cause: unknown }) {
    super('a name that was free is taken', options);
  }
}

/** How long a transaction is retried before its callers get `StoreUnavailableError`. */
const retryMsMax = 5_000;
const pauseMsMin = 5;
const pauseMsMax = 400;

function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // At the start it stops the service. Later the service continues when an operator has corrected it.
  if (error instanceof SessionRefusedError || error instanceof NotReplicatedError) return true;
  if (error instanceof NameTakenError) return true;
  const code = errorCodeOf(error);
  if (code !== undefined) {
    return transientCodes.has(code) || transientClasses.has(code.slice(0, 2)) || networkCodes.has(code);
  }
  return /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
    error.message,
  );
}

/** Runs until it succeeds, fails permanently, or the time is over (`StoreUnavailableError`). Pauses grow, with jitter. */
export async function retrying<T>(attempt: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + retryMsMax;
  for (let pauseMs = pauseMsMin; ; pauseMs = Math.min(pauseMs * 2, pauseMsMax)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isTransient(error)) throw error;
      if (Date.now() + pauseMs > deadline) throw new StoreUnavailableError({ cause: error });
    }
    await sleep(pauseMs * (0.5 + Math.random() / 2));
  }
}
