import type { PublishedUpTo } from '@allocator/application';
import type { Hash, Lane, Position } from '@allocator/domain';

/** A committed offset of the relay's group: our number, not Kafka's. Kafka keeps it and never reads it. */
export interface CheckpointOffset {
  readonly partition: Lane;
  /** Position of the last published event + 1: the next one to publish. */
  readonly offset: string;
  /** Hash of the last published event's document; empty where there is none. */
  readonly metadata: string;
}

const hashPattern = /^[0-9a-f]{64}$/;

export function checkpointOffset(lane: Lane, { position, hash }: PublishedUpTo): CheckpointOffset {
  return { partition: lane, offset: String(position + 1), metadata: hash ?? '' };
}

/**
 * How far the lane is published, by its checkpoint; undefined where there is none, or none of ours: Kafka answers -1 for
 * an offset that it does not have, and one that a tool has set has no hash.
 */
export function publishedUpToOf(offset: string, metadata: string | null): PublishedUpTo | undefined {
  const position = Number(offset) - 1;
  if (!Number.isSafeInteger(position) || position < 0) return undefined;
  if (position === 0) return { position: 0, hash: undefined };
  if (metadata === null || !hashPattern.test(metadata)) return undefined;
  return { position: position as Position, hash: metadata as Hash };
}
