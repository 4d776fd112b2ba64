import type { Admin } from 'kafkajs';
import { leaderNotReady, retryWhile } from './retry-while.js';

/** Kafka's offsets of a partition, for a reader of committed records. They are not positions. */
export interface PartitionOffsets {
  readonly partition: number;
  /** Offset of the first record. */
  readonly low: number;
  /** Offset after the last record, or of the first record of an open transaction. */
  readonly high: number;
}

/**
 * The offsets of a topic's partitions, in order. kafkajs does not repeat this request: soon after a broker has started
 * or stopped, a partition can be without a leader, and this waits for it. Throws what kafkajs throws.
 */
export async function partitionOffsets(admin: Admin, topic: string): Promise<readonly PartitionOffsets[]> {
  const partitions = await retryWhile(leaderNotReady, () => admin.fetchTopicOffsets(topic));
  return partitions
    .map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) }))
    .sort((a, b) => a.partition - b.partition);
}
