import { join } from 'node:path';
import { type Database, openDatabase } from '@allocator/postgres';
import pg from 'pg';
import {
  KafkaCluster,
  type LocalIssuer,
  type RunningPostgres,
  copyPrimary,
  freePort,
  openLocalIssuer,
  startPostgres,
  step,
} from '@allocator/local';
import { addCitusWorker } from '../citus/add-citus-worker.js';
import { startCitusServer } from '../citus/start-citus-server.js';
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
  /** Whether each commit waits for a standby; needs `postgresPrograms`. */
  readonly hasStandby?: boolean;
  /** Servers of Citus besides the coordinator; 0: one server without Citus. */
  readonly citusWorkers?: number;
  readonly kafkaBrokers: number;
}

const standbyName = 'standby';
const replication = { synchronous_standby_names: standbyName };

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
    /** With Citus the coordinator first. */
    private readonly servers: readonly [RunningPostgres, ...RunningPostgres[]],
    private readonly standby: RunningPostgres | undefined,
    readonly issuer: LocalIssuer,
  ) {
    const { dir, signal, identitiesPerPool, isQuick } = settings;
    [this.dir, this.signal, this.identitiesPerPool] = [dir, signal, identitiesPerPool];
    this.size = isQuick ? 'quick' : 'full';
  }

  /** Starts PostgreSQL. If it throws, nothing is left running. */
  static async start(settings: StageSettings): Promise<Stage> {
    const { dir, signal, postgresPrograms: programs, hasStandby = false, citusWorkers = 0 } = settings;
    const startServer = async (name: string): Promise<RunningPostgres> => {
      const options = { dir: join(dir, name), port: await freePort(), signal };
      return step('starting Postgres', () =>
        citusWorkers > 0
          ? startCitusServer(options.dir, options.port, signal)
          : startPostgres({ ...options, programs, settings: hasStandby ? replication : {} }),
      );
    };
    const servers: [RunningPostgres, ...RunningPostgres[]] = [await startServer('postgres')];
    let standby: RunningPostgres | undefined;
    try {
      if (hasStandby) standby = await startStandby(settings, servers[0]);
      for (let worker = 1; worker <= citusWorkers; worker++)
        servers.push(await startServer(`worker-${String(worker)}`));
    } catch (error) {
      for (const server of servers) await server.stop();
      throw error;
    }
    const stage = new Stage(settings, servers, standby, await openLocalIssuer(dir));
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
    await this.standby?.stop();
    for (const server of this.servers) await server.stop();
  }

  async postgresVersion(): Promise<string> {
    const [row] = await query<{ server_version: string }>(this.server.url, 'show server_version');
    return row?.server_version ?? 'unknown';
  }

  /** Bytes of write-ahead log that the server has written so far. */
  async walBytes(): Promise<number> {
    let bytes = 0;
    for (const { url } of this.servers) {
      const [row] = await query<{ bytes: number }>(
        url,
        `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as bytes`,
      );
      bytes += row?.bytes ?? NaN;
    }
    return bytes;
  }

  newDatabase(content: DatabaseContent): Promise<BenchDatabase> {
    return this.copy(`bench_${content}`, `round_${String(++this.databases)}`);
  }

  /** Copies the files of the template; the checkpoint that this takes gives every round the same start. */
  async copy(template: string, name: string): Promise<BenchDatabase> {
    // The daemon of Citus stays connected, and a template must have no sessions.
    if (this.isCitus && template !== 'template0') await this.onEachServer(noSessions(template));
    await this.onEachServer([`create database ${name} template ${template} strategy file_copy`]);
    const url = new URL(this.server.url);
    url.pathname = `/${name}`;
    if (this.isCitus && template === 'template0') {
      for (const worker of this.servers.slice(1)) {
        await addCitusWorker(url.href, { host: '127.0.0.1', port: Number(new URL(worker.url).port) });
      }
    }
    return {
      url: url.href,
      run: (statement) => query(url.href, statement),
      count: async (from) => {
        const [row] = await query<{ counted: number }>(url.href, `select count(*)::int as counted from ${from}`);
        return row?.counted ?? NaN;
      },
      drop: async () => {
        await this.onEachServer([`drop database ${name} with (force)`]);
      },
    };
  }

  get isCitus(): boolean {
    return this.servers.length > 1;
  }

  private get server(): RunningPostgres {
    return this.servers[0];
  }

  private async onEachServer(statements: readonly string[]): Promise<void> {
    for (const { url } of this.servers) for (const statement of statements) await query(url, statement);
  }

  /** A rate without durability would be worthless. */
  private async demandDurability(): Promise<void> {
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
      const [row] = await query<Record<string, string>>(this.server.url, `show ${setting}`);
      if (row?.[setting] !== 'on') throw new Error(`${setting} is not on`);
    }
  }
}

/** A server behind `primary`, on which every commit of `primary` waits. */
async function startStandby(settings: StageSettings, primary: RunningPostgres): Promise<RunningPostgres> {
  const { signal, postgresPrograms: programs } = settings;
  if (programs === undefined) throw new Error('a standby needs PostgreSQL programs with pg_basebackup');
  const dir = join(settings.dir, 'standby');
  await copyPrimary({ dir, primaryPort: Number(new URL(primary.url).port), name: standbyName, programs });
  const port = await freePort();
  return step('starting its standby', () => startPostgres({ dir, port, programs, signal }));
}

function noSessions(database: string): readonly string[] {
  return [
    `alter database ${database} with allow_connections false`,
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${database}'`,
  ];
}

/** Opens a bench database as the service does, with the service's own code. */
export function openBenchDatabase(url: string, citus = false): Promise<Database> {
  return openDatabase({ url, lanes, citus, onIdleError: () => undefined });
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
