import pg from 'pg';
import type { SessionNeeds } from '../connection/prepare-session.js';
import type { SessionConfig } from '../connection/session-config.js';
import { sessionConfig } from '../connection/session-config.js';
import type { MigrationWait, Query } from './lock-migrations.js';
import { lockMigrations, unlockMigrations } from './lock-migrations.js';

/** Sessions of the owner of the tables: its own role, and no timeouts. */
export const ownerNeeds: SessionNeeds = {
  settings: { lock_timeout: '0', statement_timeout: '0', idle_in_transaction_session_timeout: '0' },
  writes: true,
  applicationName: 'ims-identity-allocator',
  driver: { query_timeout: 0 },
};

/** Works as the owner of the tables, while no other process migrates or distributes them. Throws the errors of the session and of `work`. */
export async function inOwnerSession<T>(
  url: string,
  onWait: (wait: MigrationWait | undefined) => void,
  work: (query: Query, config: SessionConfig) => Promise<T>,
): Promise<T> {
  const config = sessionConfig(url, ownerNeeds);
  const client = new pg.Client(config);
  // A lost connection fails the next statement, which says so.
  client.on('error', () => undefined);
  const query = queryOf(client);
  await client.connect();
  try {
    await config.onConnect(client);
    await lockMigrations(query, onWait);
    const answer = await work(query, config);
    // A pooler can keep the session for others. After a failure, the session ends.
    await unlockMigrations(query);
    return answer;
  } finally {
    await client.end();
  }
}

export function queryOf(client: pg.Client | pg.Pool): Query {
  return async <Row>(text: string, values?: unknown[]) => (await client.query(text, values)).rows as Row[];
}
