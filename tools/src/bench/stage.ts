import { join } from 'node:path';
import { type Database, openDatabase } from '@allocator/postgres';
import pg from 'pg';
import { KafkaCluster, type LocalIssuer, freePort, openLocalIssuer, startPostgres, step } from '@allocator/local';
import { lanes } from './bench-terms.js';

/** Migrated and with lanes alone; with terms; or with terms and identities, none of which was ever assigned. */
export type DatabaseContent = 'empty' | 'terms' | 'filled';

export interface BenchDatabase {
  readonly url: string;
  /** Runs one statement as the owner. */
  run<R extends pg.QueryResultRow>(statement: string): Promise<R[]>;
  /** The number of rows of `from ...`. */
  count(from: string): Promise<number>;
  drop(): Promise<void>;
}

export interface StageSettings {
  /** For data and logs; gone after the run. */
  readonly dir: string;
  readonly signal: AbortSignal;
  readonly identitiesPerPool: number;
  /** Whether long scenarios are shortened. */
  readonly isQuick: boolean;
  /** Folder of the programs of PostgreSQL. Default: those of npm. */
  readonly postgresPrograms?: string;
  readonly kafkaBrokers: number;
}

/** Where rounds take place: one PostgreSQL server, Kafka brokers if needed, and databases that every round starts with. */
export class Stage {
  readonly dir: string;
  readonly signal: AbortSignal;
  readonly identitiesPerPool: number;
  readonly size: 'quick' | 'full';
  private databases = 0;
  private startedKafka: Promise<KafkaCluster> | undefined;

  private constructor(
    private readonly settings: StageSettings,
    private readonly server: { readonly url: string; stop(): Promise<void> },
    readonly issuer: LocalIssuer,
  ) {
    const { dir, signal, identitiesPerPool, isQuick } = settings;
    [this.dir, this.signal, this.identitiesPerPool] = [dir, signal, identitiesPerPool];
    this.size = isQuick ? 'quick' : 'full';
  }

  /** Starts PostgreSQL. If it throws, nothing is left running. */
  static async start(settings: StageSettings): Promise<Stage> {
    const { dir, signal, postgresPrograms: programs } = settings;
    const port = await freePort();
    const server = await step('starting Postgres', () =>
      startPostgres({ dir: join(dir, 'postgres'), port, programs, signal }),
    );
    const stage = new Stage(settings, server, await openLocalIssuer(dir));
    try {
      await stage.demandDurability();
      return stage;
    } catch (error) {
      await stage.stop();
      throw error;
    }
  }

  /** The run's brokers, started when they are first needed. */
  kafka(): Promise<KafkaCluster> {
    const { dir, signal, kafkaBrokers: size } = this.settings;
    return (this.startedKafka ??= step('starting Kafka', () =>
      KafkaCluster.start({ dir: join(dir, 'kafka'), size, signal }),
    ));
  }

  async stop(): Promise<void> {
    await (await this.startedKafka?.catch(() => undefined))?.stop();
    await this.server.stop();
  }

  async postgresVersion(): Promise<string> {
    const [row] = await query<{ server_version: string }>(this.server.url, 'show server_version');
    return row?.server_version ?? 'unknown';
  }

  /** Bytes of write-ahead log that the server has written so far. */
  async walBytes(): Promise<number> {
    const [row] = await query<{ bytes: number }>(
      this.server.url,
      `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as bytes`,
    );
    return row?.bytes ?? NaN;
  }

  newDatabase(content: DatabaseContent): Promise<BenchDatabase> {
    return this.copy(`bench_${content}`, `round_${String(++this.databases)}`);
  }

  /** Copies the files of the template; the checkpoint that this takes gives every round the same start. */
  async copy(template: string, name: string): Promise<BenchDatabase> {
    await query(this.server.url, `create database ${name} template ${template} strategy file_copy`);
    const url = new URL(this.server.url);
    url.pathname = `/${name}`;
    return {
      url: url.href,
      run: (statement) => query(url.href, statement),
      count: async (from) => {
        const [row] = await query<{ counted: number }>(url.href, `select count(*)::int as counted from ${from}`);
        return row?.counted ?? NaN;
      },
      drop: async () => {
        await query(this.server.url, `drop database ${name} with (force)`);
      },
    };
  }

  /** A rate without durability would be worthless. */
  private async demandDurability(): Promise<void> {
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
      const [row] = await query<Record<string, string>>(this.server.url, `show ${setting}`);
      if (row?.[setting] !== 'on') throw new Error(`${setting} is not on`);
    }
  }
}

/** Opens a bench database as the service does, with the service's own code. */
export function openBenchDatabase(url: string): Promise<Database> {
  return openDatabase({ url, lanes, onIdleError: () => undefined });
}

async function query<R extends pg.QueryResultRow>(url: string, statement: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(statement)).rows;
  } finally {
    await client.end();
  }
}
