import { join } from 'node:path';
import pg from 'pg';
import {
  type LocalIssuer,
  type RunningKafka,
  type RunningPostgres,
  Link,
  freePort,
  openLocalIssuer,
  startKafka,
  startPostgres,
  step,
} from '@allocator/local';
import { buildWithout } from './build-without.js';
import { skewSeconds, topicPrefix } from './chaos-pools.js';
import { addCitusWorker } from '../citus/add-citus-worker.js';
import { startCitusServer } from '../citus/start-citus-server.js';
import type { Defence } from './defences.js';
import { FaultyServer } from './faulty-server.js';
import { persevere } from './persevere.js';
import { ServiceProcess } from './service-process.js';

export const lanes = 8;

export interface StageSettings {
  readonly processes: number;
  /** Workers of Citus; 0: one PostgreSQL server. */
  readonly citusWorkers: number;
  /** The defence that is turned off. */
  readonly without: Defence | undefined;
}

/** PostgreSQL, Kafka and processes of the service, with a link on each way between them; faults can strike all of them. */
export class Stage {
  private constructor(
    readonly issuer: LocalIssuer,
    /** With Citus the coordinator. */
    readonly postgres: FaultyServer<RunningPostgres>,
    /** Of Citus; one more can be added. */
    readonly workers: FaultyServer<RunningPostgres>[],
    readonly kafka: FaultyServer<RunningKafka>,
    readonly kafkaLink: Link,
    readonly services: readonly ServiceProcess[],
    private readonly opened: (() => Promise<void>)[],
    private readonly dir: string,
  ) {}

  /** Starts everything and waits until it is ready. If it throws, nothing is left running. */
  static async start(
    dir: string,
    { processes, citusWorkers, without }: StageSettings,
    signal: AbortSignal,
  ): Promise<Stage> {
    const opened: (() => Promise<void>)[] = [];
    const open = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
      const started = await starting;
      opened.push(() => started.stop());
      return started;
    };
    const linkTo = (port: number): Promise<Link> => open(Link.to(port));
    const ports = { postgres: await freePort(), kafka: await freePort() };
    try {
      const isCitus = citusWorkers > 0;
      const startServer = (data: string): Promise<RunningPostgres> =>
        isCitus ? startCitusServer(data, ports.postgres) : startPostgres({ dir: data, port: ports.postgres });
      const postgres = await step('starting Postgres', () =>
        open(FaultyServer.start(join(dir, 'postgres'), startServer)),
      );
      const kafkaLink = await linkTo(ports.kafka);
      const advertised = { port: ports.kafka, advertisedPort: kafkaLink.port };
      const kafka = await step('starting Kafka', () =>
        open(FaultyServer.start(join(dir, 'kafka'), (data) => startKafka({ dir: data, ...advertised }))),
      );
      const issuer = await openLocalIssuer(dir);
      const env = {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        ...issuer.env,
        KAFKA_BROKERS: brokersOf(kafkaLink),
        KAFKA_TOPIC_PREFIX: topicPrefix,
        LANES: String(lanes),
        CITUS: isCitus ? 'on' : 'off',
        CLOCK_SKEW_SECONDS_MAX: String(skewSeconds),
        ...without?.env,
      };
      const main = without?.patches === undefined ? undefined : await buildWithout(without);
      const services: ServiceProcess[] = [];
      for (let index = 0; index < processes; index++) {
        const database = await linkTo(ports.postgres);
        const url = new URL(postgres.running.url);
        url.port = String(database.port);
        const options = {
          port: await freePort(),
          env: { ...env, DATABASE_URL: url.href },
          files: join(dir, `allocator-${index + 1}`),
          ...(main === undefined ? {} : { main }),
        };
        services.push(new ServiceProcess(`process ${index + 1}`, options, database));
      }
      opened.push(async () => {
        await Promise.all(services.map((service) => service.stop()));
      });
      const stage = new Stage(issuer, postgres, [], kafka, kafkaLink, services, opened, dir);
      for (let worker = 0; worker < citusWorkers; worker++) await step('starting a worker', () => stage.addWorker());
      await step('starting the service', () => stage.startServices(signal));
      for (const statement of without?.statements ?? []) await stage.asOwner(statement);
      return stage;
    } catch (error) {
      await closeAll(opened);
      throw error;
    }
  }

  /** Through the link. */
  get brokers(): string {
    return brokersOf(this.kafkaLink);
  }

  /** Not through a link. */
  get databaseUrl(): string {
    return this.postgres.running.url;
  }

  /** Lanes that the service closed because their store contradicts the topic, with the reason: they make no progress. */
  async closedLanes(): Promise<string[]> {
    const closed = 'select lane, closed_because from lanes where closed_because is not null order by lane';
    const { rows } = await this.asOwner<{ lane: number; closed_because: string }>(closed);
    return rows.map(({ lane, closed_because }) => `lane ${lane}: ${closed_because}`);
  }

  /** Runs one or several statements as the owner of the tables, not through a link. */
  async asOwner<R extends pg.QueryResultRow>(statements: string): Promise<pg.QueryResult<R>> {
    const client = new pg.Client({ connectionString: this.databaseUrl, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await client.query<R>(statements);
    } finally {
      await client.end();
    }
  }

  /** One more server of Citus. It has no lanes until they are moved. */
  async addWorker(): Promise<void> {
    const port = await freePort();
    const dir = join(this.dir, `worker-${String(this.workers.length)}`);
    const worker = await FaultyServer.start(dir, (data) => startCitusServer(data, port));
    this.opened.push(() => worker.stop());
    await persevere(() => addCitusWorker(this.databaseUrl, { host: '127.0.0.1', port }));
    this.workers.push(worker);
  }

  /** After the last fault: starts what has ended, and waits until every process is ready. */
  async recover(signal: AbortSignal): Promise<void> {
    await this.postgres.restore();
    for (const worker of this.workers) await worker.restore();
    await this.kafka.restore();
    await Promise.all(this.services.map((service) => service.ready(signal)));
  }

  close(): Promise<void> {
    return closeAll(this.opened);
  }

  private async startServices(signal: AbortSignal): Promise<void> {
    for (const service of this.services) {
      service.start();
      // One after the other: the first creates the tables and the topics.
      await service.ready(signal);
    }
  }
}

function brokersOf(link: Link): string {
  return `127.0.0.1:${link.port}`;
}

/** Last opened first. */
async function closeAll(opened: readonly (() => Promise<void>)[]): Promise<void> {
  for (const close of opened.toReversed()) await close();
}
