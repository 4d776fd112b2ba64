import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningPostgres } from '@allocator/local';
import { freePort, startPostgres, temporaryDir } from '@allocator/local';
import pg from 'pg';

type Settings = Readonly<Record<string, string>>;

/** A PostgreSQL server of a suite's own, that can be killed, started with other settings, and put back to an older copy of its files. */
export class OwnPostgres {
  private running: RunningPostgres | undefined;

  private constructor(
    readonly dir: string,
    private readonly port: number,
    private settings: Settings,
  ) {}

  static async start(settings: Settings = {}): Promise<OwnPostgres> {
    const server = new OwnPostgres(temporaryDir('own-postgres'), await freePort(), settings);
    await server.startAgain();
    return server;
  }

  get url(): string {
    return this.server.url;
  }

  get dataDir(): string {
    return join(this.dir, 'data');
  }

  async startAgain(settings: Settings = this.settings): Promise<void> {
    this.settings = settings;
    this.running = await startPostgres({ dir: this.dataDir, port: this.port, settings });
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /** As a crash would. */
  kill(): Promise<void> {
    return this.server.kill();
  }

  /** As the owner of everything. */
  async run(...statements: readonly string[]): Promise<pg.QueryResult[]> {
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    try {
      const results: pg.QueryResult[] = [];
      for (const statement of statements) results.push(await client.query(statement));
      return results;
    } finally {
      await client.end();
    }
  }

  async remove(): Promise<void> {
    await this.running?.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }

  private get server(): RunningPostgres {
    if (this.running === undefined) throw new Error('the server was not started');
    return this.running;
  }
}
