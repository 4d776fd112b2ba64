import type { Lane } from '@allocator/domain';
import type { Admin } from 'kafkajs';
import { type PartitionOffsets, partitionOffsets } from '../client/partition-offsets.js';
import { PublishedTailError } from './published-tail-error.js';

/** Throws `PublishedTailError` if the topic has no partition for the lane. */
export async function offsetsOfLane(admin: Admin, topic: string, lane: Lane): Promise<PartitionOffsets> {
  const offsets = (await partitionOffsets(admin, topic)).find(({ partition }) => partition === lane);
  if (offsets === undefined) throw new PublishedTailError(`topic ${topic} has no partition ${String(lane)}`);
  return offsets;
}
