import { Kafka, type KafkaConfig, logLevel } from 'kafkajs';
import { until } from '../process/until.js';

/** The service creates the topics of a new WWSF soon after its first agreement. */
const topicsMsMax = 60_000;

/** @param brokers `host:port`, separated by commas */
export function kafkaClient(brokers: string, config: Partial<KafkaConfig> = {}): Kafka {
  return new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING, ...config });
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
