import type { Admin } from 'kafkajs';
import type { TopicSpec } from './topic-spec.js';

/** Kafka's value for the default replication factor of the broker. */
const brokerDefault = -1;

/** Kafka's error for one topic of a request: KafkaJSCreateTopicError, which is missing in the types of kafkajs. */
interface CreateTopicError extends Error {
  readonly topic: string;
  /** Name of the error in Kafka's protocol. */
  readonly type: string;
}

/** Whether the error is Kafka's refusal to create a topic. */
export function isCreateTopicError(error: unknown): error is CreateTopicError {
  return error instanceof Error && error.name === 'KafkaJSCreateTopicError';
}

/** Recognised by its name: Node does not find KafkaJSAggregateError among the exports of kafkajs, a CommonJS module. */
function isAggregateError(error: unknown): error is { readonly errors: readonly CreateTopicError[] } {
  return error instanceof Error && error.name === 'KafkaJSAggregateError' && 'errors' in error;
}

/**
 * Creates topics. A topic that exists, for example because another process creates it at the same moment, is no error.
 * @returns Kafka's error for each topic that was not created
 */
export async function createTopics(
  admin: Admin,
  topics: readonly TopicSpec[],
): Promise<ReadonlyMap<string, CreateTopicError>> {
  const errors = new Map<string, CreateTopicError>();
  if (topics.length === 0) return errors;
  try {
    await admin.createTopics({
      topics: topics.map(({ topic, partitions, config }) => ({
        topic,
        numPartitions: partitions,
        replicationFactor: brokerDefault,
        configEntries: [...config],
      })),
      waitForLeaders: true,
    });
  } catch (error) {
    if (!isAggregateError(error)) throw error;
    for (const fault of error.errors) {
      if (fault.type !== 'TOPIC_ALREADY_EXISTS') errors.set(fault.topic, fault);
    }
  }
  return errors;
}
