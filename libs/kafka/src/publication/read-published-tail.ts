import { createHash, randomUUID } from 'node:crypto';
import type { PublishedUpTo } from '@allocator/application';
import type { Hash, Lane, Position } from '@allocator/domain';
import type { Admin } from 'kafkajs';
import type { Kafka } from '../client/create-kafka.js';
import type { TopicNames } from '../topics/topic-names.js';
import { offsetsOfLane } from './offsets-of-lane.js';
import { PublishedTailError } from './published-tail-error.js';
import { TailReader } from './tail-reader.js';

/** Offsets in the first window: it nearly always contains the last event. Each further window is larger by the factor. */
const firstWindowSize = 64;
const windowGrowthFactor = 8;

/**
 * How far a lane is published, by its last committed event. Reads backwards from the end of the partition in growing windows.
 * Undefined if the records were deleted. When it returns, no transaction is open in the partition.
 * @throws {PublishedTailError} if records are unreadable, are not events, or take too long to read
 */
export async function readPublishedTail(
  kafka: Kafka,
  admin: Admin,
  names: TopicNames,
  lane: Lane,
): Promise<PublishedUpTo | undefined> {
  const { low, high } = await offsetsOfLane(admin, names.events, lane);
  if (high === 0) return { position: 0, hash: undefined };
  const reader = new TailReader(kafka, names.events, lane, `${names.relayGroup}.tail.${randomUUID()}`);
  try {
    await reader.open();
    let end = high;
    for (let size = firstWindowSize; end > low; size *= windowGrowthFactor) {
      const start = Math.max(low, end - size);
      const last = await reader.lastRecord({ start, end });
      if (last !== undefined) return publishedUpToOf(last);
      end = start;
    }
  } finally {
    await reader.close(admin);
  }
  // At low offset 0 nothing was ever committed. Otherwise committed records may have been deleted.
  return low === 0 ? { position: 0, hash: undefined } : undefined;
}

function publishedUpToOf(document: Buffer): PublishedUpTo {
  const { position } = JSON.parse(document.toString()) as { position?: unknown };
  if (!Number.isSafeInteger(position)) throw new PublishedTailError('the last record is not an event of this service');
  const hash = createHash('sha256').update(document).digest('hex') as Hash;
  return { position: position as Position, hash };
}
