import pg from 'pg';
import { connect } from './connect.js';
import { fillDatabase, setBenchTerms } from './fill-database.js';
import { type SampleEvent, sampleEvents } from './sample-events.js';

/** Where rounds take place: one PostgreSQL server, and databases that every round begins with alike. */
export interface Stage {
  /** For logs; gone after the run. */
  readonly dir: string;
  readonly signal: AbortSignal;
  readonly identitiesPerPool: number;
  /** Whether long scenarios are to keep it short. */
  readonly isQuick: boolean;
  /** Events as the service writes them, for a scenario that only writes them. */
  readonly sampleEvents: readonly SampleEvent[];
  /** The run's Kafka; started when it is first asked for. */
  kafka(): Promise<{ readonly brokers: string }>;
  /** Bytes of write-ahead log that the server has written so far. */
  walBytes(): Promise<number>;
  /** A new database: migrated and with lanes alone, or with terms, or with terms and identities, of which none was ever lent. */
  newDatabase(content: 'empty' | 'terms' | 'filled'): Promise<BenchDatabase>;
}

export interface BenchDatabase {
  readonly url: string;
  assignedCount(): Promise<number>;
  /** One statement as the owner. */
  run<R extends pg.QueryResultRow>(statement: string): Promise<R[]>;
  drop(): Promise<void>;
}

export interface StageSettings {
  readonly serverUrl: string;
  readonly dir: string;
  readonly identitiesPerPool: number;
  readonly signal: AbortSignal;
  readonly kafka: Stage['kafka'];
  readonly isQuick: boolean;
}

/** Makes the databases that each round's own is a copy of. */
export async function prepareStage(settings: StageSettings): Promise<Stage> {
  const server = new Server(settings.serverUrl);
  await server.demandDurability();
  await server.run('create database bench_empty');
  await (await connect(server.urlOf('bench_empty'))).close();
  await server.run('create database bench_terms template bench_empty');
  await setBenchTerms(server.urlOf('bench_terms'));
  await server.run('create database bench_filled template bench_terms');
  await fillDatabase(server.urlOf('bench_filled'), settings);
  const withSamples = await server.newDatabase('bench_filled');
  const events = await sampleEvents(withSamples.url);
  await withSamples.drop();
  return {
    ...settings,
    sampleEvents: events,
    walBytes: async () => {
      const [row] = await server.run<{ bytes: number }>(
        `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as bytes`,
      );
      return row?.bytes ?? NaN;
    },
    newDatabase: (content) => server.newDatabase(`bench_${content}`),
  };
}

class Server {
  private databases = 0;

  constructor(private readonly url: string) {}

  urlOf(database: string): string {
    const url = new URL(this.url);
    url.pathname = `/${database}`;
    return url.href;
  }

  /** A rate without durability would be worth nothing. */
  async demandDurability(): Promise<void> {
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
      const [row] = await this.run<Record<string, string>>(`show ${setting}`);
      if (row?.[setting] !== 'on') throw new Error(`${setting} of ${this.url} is not on`);
    }
  }

  /** Copies the template's files; the checkpoint that this takes lets every round begin with the same empty slate of WAL. */
  async newDatabase(template: string): Promise<BenchDatabase> {
    const name = `round_${String(++this.databases)}`;
    await this.run(`create database ${name} template ${template} strategy file_copy`);
    const url = this.urlOf(name);
    return {
      url,
      assignedCount: async () => {
        const counted = `select count(*)::int as assigned from events where type = 'Assigned'`;
        const [row] = await query<{ assigned: number }>(url, counted);
        return row?.assigned ?? 0;
      },
      run: (statement) => query(url, statement),
      drop: async () => {
        await this.run(`drop database ${name} with (force)`);
      },
    };
  }

  run<R extends pg.QueryResultRow>(statement: string): Promise<R[]> {
    return query<R>(this.url, statement);
  }
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
