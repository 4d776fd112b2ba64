import type { LaneClaims } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import type pg from 'pg';
import { openSeparateConnection } from '../connection/open-separate-connection.js';
import type { SessionConfig } from '../connection/session-config.js';

/** First key of the advisory locks that choose a lane's publisher; the lane is the second. */
const claimSpace = 23_228;

/** Claims lanes by session advisory locks, all on one separate connection: if it breaks, all claims are lost. */
export class PostgresLaneClaims implements LaneClaims {
  private connection: Promise<pg.Client> | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private readonly held = new Set<Lane>();

  constructor(private readonly config: SessionConfig) {}

  async claim(lane: Lane): Promise<boolean> {
    if (this.held.has(lane)) return true;
    return this.inTurn(async (client) => {
      const { rows } = await client.query<{ claimed: boolean }>('select pg_try_advisory_lock($1, $2) as claimed', [
        claimSpace,
        lane,
      ]);
      if (rows[0]?.claimed === true) this.held.add(lane);
      return this.held.has(lane);
    });
  }

  holds(lane: Lane): boolean {
    return this.held.has(lane);
  }

  async release(lane: Lane): Promise<void> {
    if (!this.held.delete(lane)) return;
    await this.inTurn((client) => client.query('select pg_advisory_unlock($1, $2)', [claimSpace, lane]));
  }

  async close(): Promise<void> {
    const connection = this.connection;
    this.lose();
    const client = await connection?.catch(() => undefined);
    await client?.end();
  }

  /** All lanes share the connection, which runs one statement at a time. */
  private inTurn<T>(ask: (client: pg.Client) => Promise<T>): Promise<T> {
    const answered = this.turn.then(async () => ask(await this.connect()));
    this.turn = answered.catch(() => undefined);
    return answered;
  }

  private connect(): Promise<pg.Client> {
    this.connection ??= openSeparateConnection(this.config, () => {
      this.lose();
    });
    return this.connection;
  }

  private lose(): void {
    this.connection = undefined;
    this.held.clear();
  }
}
