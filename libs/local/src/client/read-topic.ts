import { randomUUID } from 'node:crypto';
import type { PartitionOffsets } from '@allocator/kafka';
import type { Kafka } from 'kafkajs';
import { until } from '../process/until.js';

export interface TopicRead {
  /** Default: a group of its own. */
  readonly groupId?: string;
  /** Default: all. Others can be long. */
  readonly partitions?: readonly number[];
  /** Ends the read early. Default: it ends with the last record that is in the topic now. */
  readonly isEnough?: (values: readonly (readonly string[])[]) => boolean;
  readonly signal?: AbortSignal;
}

const readMsMax = 60_000;

/** The values of a topic by partition, from the first on, as a `read_committed` consumer gets them. */
export async function readTopic(
  kafka: Kafka,
  topic: string,
  { groupId = `reader-${randomUUID()}`, partitions, isEnough, signal }: TopicRead = {},
): Promise<string[][]> {
  const offsets = await offsetsOf(kafka, topic);
  const isWanted = (partition: number): boolean => partitions?.includes(partition) ?? true;
  const values = offsets.map((): string[] => []);
  const next = new Map<number, number>();
  const missing = new Map(
    offsets
      .filter(({ partition, high, low }) => high !== low && isWanted(partition))
      .map(({ partition, high }) => [partition, high]),
  );
  const consumer = kafka.consumer({ groupId, readUncommitted: false, maxWaitTimeInMs: 100 });
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    const others = (payload.memberAssignment[topic] ?? []).filter((partition) => !isWanted(partition));
    if (others.length > 0) consumer.pause([{ topic, partitions: others }]);
  });
  // Emitted for every batch, even one that holds only the markers of transactions.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { partition, lastOffset } }) => {
    if (Number(lastOffset) + 1 >= (missing.get(partition) ?? Infinity)) missing.delete(partition);
  });
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      partitionsConsumedConcurrently: offsets.length,
      eachBatch: ({ batch: { partition, messages } }) => {
        // After a rebalance the group gets again what it had not committed: offsets that were seen before.
        const fresh = messages.filter(({ offset }) => Number(offset) >= (next.get(partition) ?? 0));
        values[partition]?.push(...fresh.map(({ value }) => String(value)));
        const last = fresh.at(-1);
        if (last !== undefined) next.set(partition, Number(last.offset) + 1);
        return Promise.resolve();
      },
    });
    const isOver = (): boolean => (isEnough === undefined ? missing.size === 0 : isEnough(values));
    if (!(await until(isOver, readMsMax, signal)))
      throw new Error(`${topic} was not read to its end: partitions ${[...missing.keys()].join(', ')}`);
  } finally {
    await consumer.disconnect();
  }
  return values;
}

async function offsetsOf(kafka: Kafka, topic: string): Promise<readonly PartitionOffsets[]> {
  const { partitionOffsets, withAdmin } = await import('@allocator/kafka');
  return withAdmin(kafka, (admin) => partitionOffsets(admin, topic));
}
