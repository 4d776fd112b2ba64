import { KafkaWwsf, kafkaClient } from '@allocator/local';
import { type KafkaUser, anybody, groupOf } from './kafka-user.js';

/** A WWSF that sends commands and reads outcomes over Kafka, as its own program would. */
export async function connectWwsf(
  brokers: string,
  prefix: string,
  wwsfId: string,
  user: KafkaUser = anybody,
): Promise<KafkaWwsf> {
  const kafka = await kafkaClient(brokers, { retry: { retries: 20 }, ...user.trust });
  return KafkaWwsf.connect(kafka, { prefix, wwsfId, groupId: groupOf(user) });
}
