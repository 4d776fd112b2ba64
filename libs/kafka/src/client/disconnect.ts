import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than any answer that is still to come takes on a connection that works. */
const disconnectMsMax = 5_000;

/**
 * Ends a client, and does not wait for it for ever. kafkajs waits for the answers to what is under way, and stops looking at the
 * time as it begins to end: on a connection that has gone silent it would never have ended.
 */
export async function disconnect(client: { disconnect(): Promise<void> }): Promise<void> {
  const given = new AbortController();
  // Not unreferenced: a process that stops has to live until it has ended.
  const late = sleep(disconnectMsMax, undefined, { signal: given.signal }).catch(() => undefined);
  try {
    await Promise.race([client.disconnect(), late]);
  } finally {
    given.abort();
  }
}
