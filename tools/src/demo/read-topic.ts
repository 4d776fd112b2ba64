import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { until } from '../process/until.js';
import { fetchMsMax } from './kafka-connection.js';

const readMsMax = 15_000;

/**
 * The values of these lanes on the events topic as a `read_committed` reader gets them from the beginning, once as many
 * are there as the store has; what is there after `readMsMax` where they do not come.
 * @param counts events in the store by lane
 */
export async function readTopic(
  kafka: Kafka,
  prefix: string,
  counts: ReadonlyMap<number, number>,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, string[]>> {
  const topic = `${prefix}.events`;
  const lanes = new Map([...counts.keys()].map((lane): [number, string[]] => [lane, []]));
  const consumer = kafka.consumer({
    groupId: `${topic}.demo-${randomUUID()}`,
    readUncommitted: false,
    maxWaitTimeInMs: fetchMsMax,
  });
  // The lanes that the demo did not use can be long.
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    const partitions = (payload.memberAssignment[topic] ?? []).filter((partition) => !lanes.has(partition));
    consumer.pause([{ topic, partitions }]);
  });
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: ({ partition, message }) => {
        lanes.get(partition)?.push(String(message.value));
        return Promise.resolve();
      },
    });
    await until(() => [...counts].every(([lane, count]) => (lanes.get(lane)?.length ?? 0) >= count), readMsMax, signal);
  } finally {
    await consumer.disconnect();
  }
  return lanes;
}
