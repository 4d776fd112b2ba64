import type { ClientBase } from 'pg';
import type pg from 'pg';
import { DatabaseRefusedError } from './prepare-session.js';

/** Rounds of the comparison. A pooler with other clients can look like two separate sessions in some of them. */
const rounds = 8;
const answerMsMax = 5_000;

/**
 * Checks whether a connection has its own server process for its whole life. Roles, timeouts, prepared statements and advisory locks
 * belong to that process: behind a sharing pooler they would be lost, or remain in the sessions of other clients. Changes no session.
 */
export class OwnSession {
  private proof: Promise<void> | undefined;

  /** @param connect opens another connection to the same address */
  constructor(private readonly connect: () => Promise<pg.Client>) {}

  /**
   * Checks a new connection before anything is set in it. A process id other than that of the handshake indicates a pooler; its mode
   * is then tested once, with two connections. Throws `DatabaseRefusedError`.
   */
  async demand(client: ClientBase): Promise<void> {
    const pid = await processOf(client);
    if (pid === (client as ClientBase & { readonly processID?: number | null }).processID) return;
    this.proof ??= this.compare(client, pid).catch((error: unknown) => {
      this.proof = undefined;
      throw error;
    });
    await this.proof;
  }

  /**
   * In session mode two clients have different server processes, which never change. In any other mode each statement gets a free
   * process. The order of the queries (first, second, second, first) detects a pool of one, last-used-first and round-robin pools.
   */
  private async compare(client: ClientBase, first: number): Promise<void> {
    const other = await this.connect();
    other.on('error', () => undefined);
    try {
      const others = await processOf(other);
      if (others === first) throw new DatabaseRefusedError(shared);
      for (let round = 0; round < rounds; round++) {
        const seen = [await processOf(other), await processOf(client)];
        if (seen[0] !== others || seen[1] !== first) throw new DatabaseRefusedError(shared);
      }
    } finally {
      await other.end();
    }
  }
}

const shared =
  'a connection pooler in transaction or statement mode is in front of PostgreSQL, and the service needs sessions of its own: ' +
  'connect to PostgreSQL directly, or set the pooler to session mode (PgBouncer: pool_mode = session)';

async function processOf(client: ClientBase): Promise<number> {
  // @types/pg lacks `query_timeout` of a single query.
  const query = { text: 'select pg_backend_pid() as pid', query_timeout: answerMsMax };
  const { rows } = await client.query<{ pid: number }>(query);
  if (rows[0] === undefined) throw new Error('a new session did not answer');
  return rows[0].pid;
}
