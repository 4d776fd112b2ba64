import type { Kafka, KafkaConfig } from 'kafkajs';
import { until } from '../process/until.js';

/** The service creates the topics of a new WWSF soon after its first agreement. */
const topicsMsMax = 60_000;

/**
 * Loads kafkajs only when it is needed, without its timer that makes Node warn.
 * @param brokers `host:port`, separated by commas
 */
export async function kafkaClient(brokers: string, config: Partial<KafkaConfig> = {}): Promise<Kafka> {
  const kafkajs = await import('kafkajs');
  const { stopIdleTimers } = await import('@allocator/kafka');
  stopIdleTimers();
  return new kafkajs.Kafka({ brokers: brokers.split(','), logLevel: kafkajs.logLevel.NOTHING, ...config });
}

/** Waits until all of these topics exist. */
export async function topicsExist(kafka: Kafka, wanted: readonly string[], signal?: AbortSignal): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const exist = async (): Promise<boolean> => {
      const present = new Set(await admin.listTopics());
      return wanted.every((topic) => present.has(topic));
    };
    if (!(await until(exist, topicsMsMax, signal)))
      throw new Error(`missing topics ${wanted.join(', ')}: KAFKA_TOPIC_PREFIX must be that of the service`);
  } finally {
    await admin.disconnect();
  }
}
