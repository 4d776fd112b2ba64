import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { until } from '../process/until.js';

const readMsMax = 60_000;

/** All values of a topic by partition, from the first to the last that a `read_committed` reader can get now. */
export async function readWholeTopic(kafka: Kafka, topic: string, signal: AbortSignal): Promise<string[][]> {
  const admin = kafka.admin();
  await admin.connect();
  const bounds = await admin.fetchTopicOffsets(topic).finally(() => admin.disconnect());
  const partitions = bounds.map((): string[] => []);
  const next = new Map<number, number>();
  const missing = new Map(
    bounds.filter(({ high, low }) => high !== low).map(({ partition, high }) => [partition, Number(high)]),
  );
  const consumer = kafka.consumer({ groupId: `chaos-${randomUUID()}`, readUncommitted: false, maxWaitTimeInMs: 100 });
  // Told of every batch, also of those that hold nothing but the markers of transactions.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { partition, lastOffset } }) => {
    if (Number(lastOffset) + 1 >= (missing.get(partition) ?? Infinity)) missing.delete(partition);
  });
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      partitionsConsumedConcurrently: bounds.length,
      eachBatch: ({ batch }) => {
        const { partition, messages } = batch;
        // A group that was joined again is given once more what it had not committed: the same offsets, which are no news.
        const fresh = messages.filter(({ offset }) => Number(offset) >= (next.get(partition) ?? 0));
        partitions[partition]?.push(...fresh.map(({ value }) => String(value)));
        const last = fresh.at(-1);
        if (last !== undefined) next.set(partition, Number(last.offset) + 1);
        return Promise.resolve();
      },
    });
    if (!(await until(() => missing.size === 0, readMsMax, signal))) {
      throw new Error(`${topic} was not read to its end: partitions ${[...missing.keys()].join(', ')}`);
    }
  } finally {
    await consumer.disconnect();
  }
  return partitions;
}
