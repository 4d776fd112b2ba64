import pg from 'pg';
import type { SessionConfig } from './session-config.js';

/**
 * Opens a connection of its own, outside of a connection pool. Throws the errors of the driver and of the session.
 * @param onLost called once when it breaks or ends, also while it is opened; then it is closed. Later errors of it are ignored
 */
export async function openSeparateConnection(config: SessionConfig, onLost: () => void): Promise<pg.Client> {
  const client = new pg.Client(config);
  let isLost = false;
  const lose = (): void => {
    if (isLost) return;
    isLost = true;
    onLost();
    client.end().catch(() => undefined);
  };
  client.on('error', lose).on('end', lose);
  try {
    await client.connect();
    await config.onConnect(client);
  } catch (error) {
    lose();
    throw error;
  }
  return client;
}
