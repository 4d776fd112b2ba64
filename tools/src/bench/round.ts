import { join } from 'node:path';
import { setInterval } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import { ServiceClient, freePort, kafkaClient, logTail, startService } from '@allocator/local';
import { lanes, operatorId, wwsfId } from './bench-terms.js';
import { pooledConnections } from './pooled-connections.js';
import type { BenchDatabase, DatabaseContent, Stage } from './stage.js';

/** The built service in a process of its own. */
export interface BenchService {
  readonly baseUrl: string;
  readonly pid: number;
  /** Throws if the service ended by itself. */
  stop(): Promise<void>;
}

export interface BenchServiceOptions {
  /** Default: one of its own, with terms and identities. */
  readonly database?: BenchDatabase;
  /** Default: the HTTP role alone, because the other roles cost time that belongs to no answer. */
  readonly roles?: string;
  /** Default: without Kafka. */
  readonly kafka?: Pick<BenchTopics, 'brokers' | 'topicPrefix'>;
  /** Whether it serves metrics, which are scraped each second. Default: no. */
  readonly hasMetrics?: boolean;
  /** Default: the built service. */
  readonly main?: string;
}

export interface BenchTopics {
  readonly kafka: Kafka;
  readonly brokers: string;
  /** Of this round alone. */
  readonly topicPrefix: string;
}

let prefixes = 0;

/** One round of a scenario: what it opens is closed at its end, the last first. */
export class Round {
  private readonly closing: (() => Promise<unknown>)[] = [];
  private services = 0;
  private latest: { database?: BenchDatabase; service?: BenchService } = {};

  constructor(readonly stage: Stage) {}

  /** The service of which the memory is watched. */
  get measured(): BenchService | undefined {
    return this.latest.service;
  }

  atEnd(close: () => Promise<unknown>): void {
    this.closing.push(close);
  }

  async end(): Promise<void> {
    for (let close = this.closing.pop(); close !== undefined; close = this.closing.pop()) await close();
  }

  async assignedCount(): Promise<number> {
    return (await this.latest.database?.count(`events where type = 'Assigned'`)) ?? 0;
  }

  async database(content: DatabaseContent): Promise<BenchDatabase> {
    const database = await this.stage.newDatabase(content);
    this.atEnd(() => database.drop());
    this.latest.database = database;
    return database;
  }

  async service(options: BenchServiceOptions = {}): Promise<BenchService> {
    const { signal, issuer, dir } = this.stage;
    const database = options.database ?? (await this.database('filled'));
    const metricsPort = options.hasMetrics === true ? await freePort() : undefined;
    const started = await startService({
      port: await freePort(),
      env: {
        ...process.env,
        METRICS_PORT: metricsPort === undefined ? 'off' : String(metricsPort),
        NODE_ENV: 'production',
        ...issuer.env,
        AUTH: 'on',
        // The bench is no tenant to be slowed down, and moves the database's clock.
        RATE_LIMIT_PER_SECOND: '1000000',
        CLOCK_SKEW_SECONDS_MAX: 'off',
        DATABASE_URL: database.url,
        KAFKA_BROKERS: options.kafka?.brokers ?? 'off',
        KAFKA_TOPIC_PREFIX: options.kafka?.topicPrefix ?? 'allocation',
        ROLES: options.roles ?? 'api',
        LANES: String(lanes),
      },
      files: join(dir, `allocator-${String(++this.services)}`),
      // For a profile: BENCH_NODE_FLAGS="--cpu-prof --cpu-prof-dir=/tmp/profiles" npm run bench -- --only batch
      nodeFlags: (process.env['BENCH_NODE_FLAGS'] ?? '').split(' ').filter((flag) => flag !== ''),
      ...(options.main === undefined ? {} : { main: options.main }),
      signal,
    });
    let isStopped = false;
    const stop = async (): Promise<void> => {
      if (isStopped) return;
      isStopped = true;
      if (started.hasExited())
        throw new Error(`the service ended by itself; its log ends with\n${logTail(started.logFile)}`);
      await started.stop();
    };
    this.atEnd(stop);
    if (metricsPort !== undefined) this.scrapeEachSecond(metricsPort);
    return (this.latest.service = { baseUrl: started.baseUrl, pid: started.pid, stop });
  }

  private scrapeEachSecond(port: number): void {
    const ended = new AbortController();
    const scrape = async (): Promise<void> => {
      for await (const _ of setInterval(1_000, undefined, { signal: ended.signal }))
        await scrapeMetrics(port, ended.signal);
    };
    // A failure is thrown when the round ends.
    const failure = scrape().catch((cause: unknown) =>
      ended.signal.aborted ? undefined : new Error('the metrics cannot be read', { cause }),
    );
    this.atEnd(async () => {
      ended.abort();
      const error = await failure;
      if (error !== undefined) throw error;
    });
  }

  /** A client that is the WWSF of the bench's terms, or another, and the operator. */
  async client({ baseUrl }: BenchService, connections: number, as = wwsfId): Promise<ServiceClient> {
    const token = await this.stage.issuer.token({ roles: ['wwsf', 'ims-operator'], wwsfId: as, operatorId });
    const { transport, close } = pooledConnections(baseUrl, connections);
    this.atEnd(close);
    return new ServiceClient(baseUrl, { token, transport });
  }

  async topics(): Promise<BenchTopics> {
    const { brokers } = await this.stage.kafka();
    const retry = { initialRetryTime: 4, multiplier: 1.5, maxRetryTime: 500, retries: 20 };
    const kafka = await kafkaClient(brokers, { clientId: 'bench', retry });
    return { kafka, brokers, topicPrefix: `bench-${String(process.pid)}-${String(++prefixes)}` };
  }
}

async function scrapeMetrics(port: number, signal: AbortSignal): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${String(port)}/metrics`, { signal });
  await answer.text();
  if (!answer.ok) throw new Error(`they were answered ${String(answer.status)}`);
}
