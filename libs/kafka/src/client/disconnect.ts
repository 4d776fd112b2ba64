import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than an outstanding answer takes on a connection that works. */
const disconnectMsMax = 5_000;

/**
 * Disconnects a client, and gives up after 5 seconds. kafkajs waits for outstanding answers and, once it is disconnecting, without a
 * timeout: on a connection that has gone silent it would wait without end.
 */
export async function disconnect(client: { disconnect(): Promise<void> }): Promise<void> {
  const finished = new AbortController();
  // The timer is not unreferenced: a process that stops must stay alive until the client is disconnected.
  const timeout = sleep(disconnectMsMax, undefined, { signal: finished.signal }).catch(() => undefined);
  try {
    await Promise.race([client.disconnect(), timeout]);
  } finally {
    finished.abort();
  }
}
