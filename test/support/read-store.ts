import { Kafka, logLevel } from 'kafkajs';
import { auditor, bearer } from './access-token.js';
import { type KafkaUser, anybody, groupOf } from './kafka-user.js';

/** A lane's documents as the service streams them from its store, in order. */
export async function readStore(baseUrl: string, lane: number): Promise<string[]> {
  const documents: string[] = [];
  for (;;) {
    const url = `${baseUrl}/v1/events?lane=${String(lane)}&after=${String(documents.length)}&limit=100000`;
    const answer = await fetch(url, { headers: bearer(auditor) });
    if (answer.status !== 200) throw new Error(`${url}: ${String(answer.status)} ${await answer.text()}`);
    const lines = (await answer.text()).split('\n').slice(0, -1);
    if (lines.length === 0) return documents;
    documents.push(...lines);
  }
}

/** The values of each lane on the events topic, as a `read_committed` reader gets them, once so many (or more) are there. */
export async function readTopic(
  brokers: string,
  prefix: string,
  counts: readonly number[],
  user: KafkaUser = anybody,
): Promise<string[][]> {
  const kafka = new Kafka({
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    retry: { retries: 20 },
    ...user.trust,
  });
  const consumer = kafka.consumer({
    groupId: groupOf(user),
    maxWaitTimeInMs: 100,
    readUncommitted: false,
  });
  const lanes: string[][] = counts.map(() => []);
  const missing = () => counts.some((count, lane) => (lanes[lane]?.length ?? 0) < count);
  await consumer.connect();
  try {
    await consumer.subscribe({ topic: `${prefix}.events`, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      if (!missing()) resolve();
      consumer
        .run({
          partitionsConsumedConcurrently: counts.length,
          eachMessage: ({ partition, message }) => {
            lanes[partition]?.push(String(message.value));
            if (!missing()) resolve();
            return Promise.resolve();
          },
        })
        .catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
  return lanes;
}

/** All lanes of the store. */
export function readStoreLanes(baseUrl: string, lanes: number): Promise<string[][]> {
  return Promise.all(Array.from({ length: lanes }, (_, lane) => readStore(baseUrl, lane)));
}
