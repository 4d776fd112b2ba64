import type { Lane } from '@allocator/domain';
import type { Admin } from 'kafkajs';
import { leaderNotReady, retryWhile } from '../client/retry-while.js';
import { PublishedTailError } from './published-tail-error.js';

/** Kafka's offsets of a partition, for a reader of committed records. */
interface PartitionBounds {
  /** Offset of the first record. */
  readonly low: number;
  /** Offset after the last record, or of the first record of an open transaction. */
  readonly high: number;
}

/** Throws `PublishedTailError` if the topic has no partition for the lane. */
export async function partitionBounds(admin: Admin, topic: string, lane: Lane): Promise<PartitionBounds> {
  const partitions = await retryWhile(leaderNotReady, () => admin.fetchTopicOffsets(topic));
  const bounds = partitions.find(({ partition }) => partition === lane);
  if (bounds === undefined) throw new PublishedTailError(`topic ${topic} has no partition ${String(lane)}`);
  return { low: Number(bounds.low), high: Number(bounds.high) };
}
