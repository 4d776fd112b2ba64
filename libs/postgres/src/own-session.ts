import type { ClientBase } from 'pg';
import type pg from 'pg';
import { DatabaseRefusedError } from './session.js';

/** Rounds of questions to two sessions. A pooler that serves others as well may look like two sessions for some of them. */
const rounds = 8;
const answerMsMax = 5_000;

/**
 * Finds out whether a connection has a server process of its own for as long as it lives. Roles, limits of time, prepared statements and
 * advisory locks belong to that process: shared, they would be lost, or stay behind in other clients' sessions. Changes nothing in either.
 */
export class OwnSession {
  private proof: Promise<void> | undefined;

  /** @param connect opens another connection to the same address */
  constructor(private readonly connect: () => Promise<pg.Client>) {}

  /**
   * Asks of a new connection, before anything is set in it. A process id that is not the one of the handshake shows a pooler; what the
   * pooler does is then tried once, on two connections. Throws `DatabaseRefusedError`.
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
   * Two clients of a session pool have different processes, always the same. In any other mode a process goes to whoever asks next: the
   * order in which the two ask finds it out for a pool of one, for one that takes the last used first, and for one that takes turns.
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
  // Types of @types/pg lack the timeout of one query, which the driver has.
  const query = { text: 'select pg_backend_pid() as pid', query_timeout: answerMsMax };
  const { rows } = await client.query<{ pid: number }>(query);
  if (rows[0] === undefined) throw new Error('a new session did not answer');
  return rows[0].pid;
}
