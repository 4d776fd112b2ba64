import { join } from 'node:path';
import pg from 'pg';
import { step } from '../../progress.mjs';
import { type LocalIssuer, openLocalIssuer } from '../service/local-issuer.js';
import { freePort } from '../process/free-port.js';
import { type RunningKafka, startKafka } from '../stack/kafka/start-kafka.js';
import { type RunningPostgres, startPostgres } from '../stack/postgres/start-postgres.js';
import type { Defence } from './defences.js';
import { Disk } from './disk.js';
import { Link } from './link.js';
import { skewSeconds, topicPrefix } from './pools.js';
import { ServiceProcess } from './service-process.js';

const readyMsMax = 60_000;
export const lanes = 8;

/** PostgreSQL, Kafka and processes of the service, with a link on each way to them, all of which can be made worse. */
export class Stage {
  readonly kafkaLink: Link;
  readonly services: readonly ServiceProcess[];
  private constructor(
    readonly dir: string,
    readonly issuer: LocalIssuer,
    readonly postgresDisk: Disk,
    readonly kafkaDisk: Disk,
    private postgres: RunningPostgres,
    private kafka: RunningKafka,
    links: { readonly kafka: Link; readonly databases: readonly Link[] },
    private readonly ports: { readonly postgres: number; readonly kafka: number; readonly services: readonly number[] },
    without: Defence | undefined,
  ) {
    this.kafkaLink = links.kafka;
    const nodeFlags = without?.nodeFlags ?? [];
    this.services = links.databases.map((database, index) => {
      const url = new URL(postgres.url);
      url.port = String(database.port);
      const env = {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        ...issuer.env,
        DATABASE_URL: url.href,
        KAFKA_BROKERS: this.brokers,
        KAFKA_TOPIC_PREFIX: topicPrefix,
        LANES: String(lanes),
        CLOCK_SKEW_SECONDS_MAX: String(skewSeconds),
        ...without?.env,
      };
      const port = ports.services[index] as number;
      return new ServiceProcess({ index, dir, port, nodeFlags, env, database });
    });
  }

  /** Everything running and ready. Where it throws, what was started is ended. */
  static async set(dir: string, processes: number, without: Defence | undefined, signal: AbortSignal): Promise<Stage> {
    const [postgresDisk, kafkaDisk] = [new Disk(join(dir, 'postgres-disk')), new Disk(join(dir, 'kafka-disk'))];
    const ports = {
      postgres: await freePort(),
      kafka: await freePort(),
      services: await Promise.all(Array.from({ length: processes }, () => freePort())),
    };
    const started: { stop(): Promise<void> }[] = [];
    try {
      const postgres = await step('starting Postgres', () =>
        startPostgres({ dir: join(postgresDisk.dir, 'data'), port: ports.postgres, signal }),
      );
      started.push(postgres);
      const links = {
        kafka: await Link.to(ports.kafka),
        databases: await Promise.all(ports.services.map(() => Link.to(ports.postgres))),
      };
      const kafka = await step('starting Kafka', () =>
        startKafka({ dir: join(kafkaDisk.dir, 'data'), port: ports.kafka, advertisedPort: links.kafka.port, signal }),
      );
      started.push(kafka);
      const issuer = await openLocalIssuer(dir);
      const stage = new Stage(dir, issuer, postgresDisk, kafkaDisk, postgres, kafka, links, ports, without);
      await step('starting the service', () => stage.startServices(signal));
      for (const statement of without?.statements ?? []) await stage.asOwner(statement);
      return stage;
    } catch (error) {
      await Promise.all(started.map((part) => part.stop()));
      [postgresDisk, kafkaDisk].forEach((disk) => disk.release());
      throw error;
    }
  }

  /** Through the link. */
  get brokers(): string {
    return `127.0.0.1:${this.kafkaLink.port}`;
  }

  /** Past the links. */
  get databaseUrl(): string {
    return this.postgres.url;
  }

  /** Lanes that the service has closed because their store contradicts the topic, and why: nothing goes on in them. */
  async closedLanes(): Promise<string[]> {
    const closed = 'select lane, closed_because from lanes where closed_because is not null order by lane';
    const { rows } = await this.asOwner<{ lane: number; closed_because: string }>(closed);
    return rows.map(({ lane, closed_because }) => `lane ${lane}: ${closed_because}`);
  }

  /** A statement, or several, as the owner of the tables, past the links. */
  async asOwner<R extends pg.QueryResultRow>(statements: string): Promise<pg.QueryResult<R>> {
    const client = new pg.Client({ connectionString: this.postgres.url, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await client.query<R>(statements);
    } finally {
      await client.end();
    }
  }

  killPostgres(): Promise<void> {
    return this.postgres.kill();
  }

  killKafka(): Promise<void> {
    return this.kafka.kill();
  }

  freezeKafka(): void {
    process.kill(this.kafka.pid, 'SIGSTOP');
  }

  thawKafka(): void {
    process.kill(this.kafka.pid, 'SIGCONT');
  }

  /** Starts it again where it has ended; nothing where it runs. */
  async restorePostgres(): Promise<void> {
    if (await isGone(this.postgres)) {
      this.postgres = await startPostgres({ dir: join(this.postgresDisk.dir, 'data'), port: this.ports.postgres });
    }
  }

  async restoreKafka(): Promise<void> {
    if (await isGone(this.kafka)) {
      const { kafka: port } = this.ports;
      const dir = join(this.kafkaDisk.dir, 'data');
      this.kafka = await startKafka({ dir, port, advertisedPort: this.kafkaLink.port });
    }
  }

  /** All faults are over: everything runs, and every process is ready again. */
  async recover(signal: AbortSignal): Promise<void> {
    await this.restorePostgres();
    await this.restoreKafka();
    await Promise.all(this.services.map((service) => service.ready(readyMsMax, signal)));
  }

  async close(): Promise<void> {
    await Promise.all(this.services.map((service) => service.stop()));
    await this.kafka.stop();
    await this.postgres.stop();
    await Promise.all([this.kafkaLink, ...this.services.map(({ database }) => database)].map((link) => link.close()));
    [this.postgresDisk, this.kafkaDisk].forEach((disk) => disk.release());
  }

  private async startServices(signal: AbortSignal): Promise<void> {
    for (const service of this.services) {
      service.start();
      // One after the other: the first makes the tables and the topics.
      await service.ready(readyMsMax, signal);
    }
  }
}

async function isGone({ exited }: { readonly exited: Promise<number> }): Promise<boolean> {
  return Promise.race([exited.then(() => true), new Promise<boolean>((resolve) => setImmediate(resolve, false))]);
}
