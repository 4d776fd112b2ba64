import type { Kafka, KafkaConfig } from 'kafkajs';
import { until } from '../process/until.js';

/** The service creates the topics of a new WWSF soon after its first agreement. */
const topicsMsMax = 60_000;

/**
 * A client that logs nothing. Loads kafkajs only when it is needed.
 * @param brokers `host:port`, separated by commas
 */
export async function kafkaClient(brokers: string, config: Partial<KafkaConfig> = {}): Promise<Kafka> {
  const { kafkajsClient } = await import('@allocator/kafka');
  return kafkajsClient({ brokers: brokers.split(','), ...config });
}

/** Waits until all of these topics exist. */
export async function topicsExist(kafka: Kafka, wanted: readonly string[], signal?: AbortSignal): Promise<void> {
  const { withAdmin } = await import('@allocator/kafka');
  await withAdmin(kafka, async (admin) => {
    const exist = async (): Promise<boolean> => {
      const present = new Set(await admin.listTopics());
      return wanted.every((topic) => present.has(topic));
    };
    if (!(await until(exist, topicsMsMax, signal)))
      throw new Error(`missing topics ${wanted.join(', ')}: KAFKA_TOPIC_PREFIX must be that of the service`);
  });
}
