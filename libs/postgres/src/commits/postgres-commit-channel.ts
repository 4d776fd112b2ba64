import type { CommitNews } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import { Backoff, type Log, LoopService } from '@allocator/runtime';
import type pg from 'pg';
import { openSeparateConnection } from '../connection/open-separate-connection.js';
import type { SessionConfig } from '../connection/session-config.js';

/** Channel of `LISTEN` and `NOTIFY`; it belongs to the database. The payload is a list of lanes, separated by commas. */
const channel = 'commits';
/**
 * Shortest time between two notifications of this process. The first commit after a quiet time is notified immediately. A notification in
 * the transaction of the commit was refused: such commits wait for one another (0.37 of the rate with 8 at a time, ADR 0058).
 */
const restMs = 25;

/**
 * Exchanges news of commits with the other processes of the database, over one separate connection. While the connection is broken,
 * news is lost; everything that waits for it also polls.
 */
export class PostgresCommitChannel extends LoopService {
  private client: pg.Client | undefined;
  /** Lanes in which this process has committed events since its last notification. */
  private readonly unsent = new Set<Lane>();
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly config: SessionConfig,
    private readonly news: CommitNews,
    log: Log,
  ) {
    super({ name: 'commit-channel', log, backoff: new Backoff({ minMs: 100, maxMs: 2_000 }), restMs });
  }

  override start(): Promise<void> {
    this.stopListening ??= this.news.listen((lane, by) => {
      if (by === 'another-process') return;
      this.unsent.add(lane);
      this.wake();
    });
    return super.start();
  }

  override async stop(): Promise<void> {
    this.stopListening?.();
    this.stopListening = undefined;
    await super.stop();
    await this.client?.end();
  }

  /** Connects if there is no connection, and sends one notification if there is news. */
  protected async runOnce(): Promise<number> {
    const client = this.client ?? (await this.open());
    if (this.unsent.size === 0) return Infinity;
    const lanes = [...this.unsent].join();
    this.unsent.clear();
    await client.query({ name: 'notify-commits', text: 'select pg_notify($1, $2)', values: [channel, lanes] });
    return Infinity;
  }

  private async open(): Promise<pg.Client> {
    const client: pg.Client & { readonly processID?: number } = await openSeparateConnection(this.config, () => {
      this.client = undefined;
      this.wake();
    });
    client.on('notification', ({ processId, payload = '' }) => {
      // PostgreSQL sends a session its own notifications, too.
      if (processId === client.processID) return;
      for (const lane of payload.split(',')) this.news.announce(Number(lane) as Lane, 'another-process');
    });
    try {
      await client.query(`listen ${channel}`);
    } catch (error) {
      client.end().catch(() => undefined);
      throw error;
    }
    this.client = client;
    return client;
  }
}
