import { TopicNames, TopicPartitionsError, createKafka, ensureAllTopics } from '@allocator/kafka';
import type { Kafka } from '@allocator/kafka';
import type { WwsfId } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import type { Config } from './config.js';

export interface KafkaConnection {
  readonly kafka: Kafka;
  readonly names: TopicNames;
  readonly lanes: number;
}

/**
 * Kafka as configured, its topics created where they are missing. Throws `TopicPartitionsError` where a topic's partitions
 * differ from the lanes. A Kafka that does not answer is no reason not to start: every role tries again.
 */
export async function connectKafka(
  { kafka: configured, lanes }: Config,
  wwsfIds: readonly WwsfId[],
  log: Log,
): Promise<KafkaConnection | undefined> {
  if (configured === undefined) {
    log.info({ code: 'kafka-off' }, 'without Kafka: events stay in the store until brokers are configured');
    return undefined;
  }
  const kafka = createKafka({ brokers: configured.brokers, clientId: 'ims-identity-allocator' }, log);
  const names = new TopicNames(configured.topicPrefix);
  try {
    await ensureAllTopics(kafka, names, lanes, wwsfIds);
  } catch (error) {
    if (error instanceof TopicPartitionsError) throw error;
    log.warn(
      { code: 'kafka-away', err: error },
      'Kafka does not answer: assignments go on, events are published when it does',
    );
  }
  return { kafka, names, lanes };
}
