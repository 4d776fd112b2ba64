import { Kafka, logLevel } from 'kafkajs';
import { readLocalSettings } from '../stack/local-settings.js';
import type { Service } from './service.js';

/** How long the broker may hold back an empty answer: closing a consumer takes as long, by default 5 s. */
export const fetchMsMax = 250;

/** Kafka as the demo's WWSF and analyst reach it. */
export interface KafkaConnection {
  readonly kafka: Kafka;
  readonly brokers: string;
  readonly prefix: string;
}

/** Undefined where the service runs without Kafka, or `KAFKA_BROKERS=off` says to do so. Throws where no broker answers. */
export async function connectKafka(service: Service, env: NodeJS.ProcessEnv): Promise<KafkaConnection | undefined> {
  const { kafkaBrokers, kafkaPort } = readLocalSettings(env);
  if (kafkaBrokers === 'off') return undefined;
  const { relay } = await service.must('GET', '/health/ready');
  if (kafkaBrokers === undefined && (!Array.isArray(relay) || relay.length === 0)) return undefined;
  const brokers = kafkaBrokers ?? `127.0.0.1:${kafkaPort}`;
  const kafka = new Kafka({
    clientId: 'demo',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 100, retries: 6 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
  } catch (error) {
    throw new Error(`no Kafka broker answers at ${brokers}: KAFKA_BROKERS says where it is, or off`, { cause: error });
  } finally {
    await admin.disconnect();
  }
  return { kafka, brokers, prefix: env['KAFKA_TOPIC_PREFIX'] || 'allocation' };
}
