import { setTimeout as sleep } from 'node:timers/promises';

/** A transaction takes milliseconds. One that takes longer meets a connection that has gone silent, and a new publisher has a new one. */
const transactionMsMax = 20_000;

/** Rejects where it takes too long; what it then does, a closed producer does, which nobody hears. */
export async function withinTime<T>(work: Promise<T>): Promise<T> {
  const given = new AbortController();
  const late = sleep(transactionMsMax, undefined, { signal: given.signal }).then((): never => {
    throw new Error(`Kafka has not answered a transaction within ${String(transactionMsMax)} ms`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    given.abort();
  }
}
