import type { Admin, FetchOffsetsPartition } from 'kafkajs';
import { leaderNotReady, retryWhile } from './retry-while.js';

/** The offsets that a consumer group has committed in a topic. The offset is -1 for a partition without one. */
export async function committedOffsets(
  admin: Admin,
  groupId: string,
  topic: string,
): Promise<readonly FetchOffsetsPartition[]> {
  const [found] = await retryWhile(leaderNotReady, () => admin.fetchOffsets({ groupId, topics: [topic] }));
  return found?.partitions ?? [];
}
