import { kafkaClient, readTopic } from '@allocator/local';
import { auditor } from './access-token.js';
import { ApiClient } from './api-client.js';
import { type KafkaUser, anybody, groupOf } from './kafka-user.js';

/** A lane's documents as the service streams them from its store, in order. */
export function readStore(baseUrl: string, lane: number): Promise<string[]> {
  return new ApiClient(baseUrl, auditor).service(auditor).history(lane);
}

/** All lanes of the store. */
export function readStoreLanes(baseUrl: string, lanes: number): Promise<string[][]> {
  return Promise.all(Array.from({ length: lanes }, (_, lane) => readStore(baseUrl, lane)));
}

/** The values of each lane on the events topic, as a `read_committed` reader gets them, once so many (or more) are there. */
export async function readEventTopic(
  brokers: string,
  prefix: string,
  counts: readonly number[],
  user: KafkaUser = anybody,
): Promise<string[][]> {
  const kafka = await kafkaClient(brokers, { retry: { retries: 20 }, ...user.trust });
  return readTopic(kafka, `${prefix}.events`, {
    groupId: groupOf(user),
    isEnough: (values) => counts.every((count, lane) => (values[lane]?.length ?? 0) >= count),
  });
}
