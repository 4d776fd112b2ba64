import { join } from 'node:path';
import { step } from '../../progress.mjs';
import { findJava } from './kafka/find-java.js';
import { canHaveKafkaJars } from './kafka/kafka-jars.js';
import type { LocalSettings } from './local-settings.js';
import { claimStackDir } from './claim-stack-dir.js';
import { isDockerComposeThere, startKafkaByDocker } from './kafka/start-kafka-by-docker.js';
import { type KafkaOptions, type RunningKafka, startKafka } from './kafka/start-kafka.js';
import { type RunningPostgres, startPostgres } from './postgres/start-postgres.js';

/** PostgreSQL and Kafka for the service: started here, or running elsewhere. */
export interface Stack {
  readonly databaseUrl: string;
  /** `off` without Kafka. */
  readonly kafkaBrokers: string;
  /** Undefined if it runs elsewhere. */
  readonly postgres: RunningPostgres | undefined;
  readonly kafka: RunningKafka | undefined;
  /** Kafka, then Postgres. */
  stop(): Promise<void>;
}

type StackSettings = Pick<LocalSettings, 'localDir' | 'postgresPort' | 'kafkaPort' | 'databaseUrl' | 'kafkaBrokers'> &
  Pick<KafkaOptions, 'isBrief'>;

/** Starts the servers for which the settings have no address. If it throws, nothing is left running. */
export async function startStack(settings: StackSettings, signal?: AbortSignal): Promise<Stack> {
  const { localDir, databaseUrl, kafkaBrokers, isBrief = false } = settings;
  const releaseClaim = claimStackDir(localDir);
  const [postgres, kafka] = await Promise.allSettled([
    databaseUrl === undefined
      ? step('starting Postgres', () =>
          startPostgres({ dir: join(localDir, 'postgres'), port: settings.postgresPort, signal }),
        )
      : undefined,
    kafkaBrokers === undefined
      ? startAnyKafka({ dir: join(localDir, 'kafka'), port: settings.kafkaPort, isBrief, signal })
      : undefined,
  ]);
  const stop = async (): Promise<void> => {
    for (const started of [kafka, postgres]) if (started.status === 'fulfilled') await started.value?.stop();
    releaseClaim();
  };
  if (postgres.status === 'rejected' || kafka.status === 'rejected') {
    await stop();
    throw postgres.status === 'rejected' ? postgres.reason : (kafka as PromiseRejectedResult).reason;
  }
  return {
    databaseUrl: databaseUrl ?? (postgres.value as RunningPostgres).url,
    kafkaBrokers: kafkaBrokers ?? kafka.value?.brokers ?? 'off',
    postgres: postgres.value,
    kafka: kafka.value,
    stop,
  };
}

async function startAnyKafka(options: KafkaOptions): Promise<RunningKafka | undefined> {
  if (findJava() !== undefined && canHaveKafkaJars()) return step('starting Kafka', () => startKafka(options));
  if (isDockerComposeThere()) return step('starting Kafka with Docker Compose', () => startKafkaByDocker(options));
  console.log(
    '- Kafka is off: it needs Java 17 and Maven, or a Docker engine; or set KAFKA_BROKERS to a running broker.',
  );
  return undefined;
}
