import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningPostgres } from '@allocator/local';
import { copyPrimary, freePort, startPostgres, temporaryDir } from '@allocator/local';
import pg from 'pg';

type Settings = Readonly<Record<string, string>>;

/**
 * A PostgreSQL server of a suite's own, that can be killed, started with other settings, put back to an older copy of its files, and
 * followed by a standby.
 */
export class OwnPostgres {
  private running: RunningPostgres | undefined;

  private constructor(
    readonly dir: string,
    readonly port: number,
    private settings: Settings,
    private readonly programs: string | undefined,
  ) {}

  /** @param programs folder with those of another installation than npm's */
  static async start(settings: Settings = {}, programs?: string): Promise<OwnPostgres> {
    const server = new OwnPostgres(temporaryDir('own-postgres'), await freePort(), settings, programs);
    await server.startAgain();
    return server;
  }

  /**
   * A hot standby that streams from the server behind a port. It starts with a copy of that server's files.
   * @param name in `synchronous_standby_names`
   * @param programs an installation with `pg_basebackup`
   */
  static async standby(name: string, primaryPort: number, programs: string): Promise<OwnPostgres> {
    const standby = new OwnPostgres(temporaryDir('own-postgres'), await freePort(), {}, programs);
    await copyPrimary({ dir: standby.dataDir, primaryPort, name, programs });
    await standby.startAgain();
    return standby;
  }

  get url(): string {
    return this.server.url;
  }

  get dataDir(): string {
    return join(this.dir, 'data');
  }

  async startAgain(settings: Settings = this.settings): Promise<void> {
    this.settings = settings;
    this.running = await startPostgres({ dir: this.dataDir, port: this.port, programs: this.programs, settings });
  }

  /** Makes a standby a primary, as `pg_ctl promote` does. */
  async promote(): Promise<void> {
    await this.run('select pg_promote()');
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
