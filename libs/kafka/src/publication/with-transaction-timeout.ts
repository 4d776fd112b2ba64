import { setTimeout as sleep } from 'node:timers/promises';

/** A transaction takes milliseconds. A longer one is on a connection that has gone silent; a new publisher has a new connection. */
const transactionMsMax = 20_000;

/** Rejects if the work takes longer than 20 seconds. The work is not cancelled; its later result is ignored. */
export async function withTransactionTimeout<T>(work: Promise<T>): Promise<T> {
  const finished = new AbortController();
  const timeout = sleep(transactionMsMax, undefined, { signal: finished.signal }).then((): never => {
    throw new Error(`Kafka has not answered a transaction within ${String(transactionMsMax)} ms`);
  });
  timeout.catch(() => undefined);
  try {
    return await Promise.race([work, timeout]);
  } finally {
    finished.abort();
  }
}
