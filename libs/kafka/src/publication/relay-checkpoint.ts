import type { PublishedUpTo } from '@allocator/application';
import type { Hash, Lane, Position } from '@allocator/domain';

/**
 * A committed offset of the relay's consumer group. The number is a position of ours and not an offset of Kafka's; Kafka stores it
 * without interpreting it.
 */
interface CheckpointOffset {
  readonly partition: Lane;
  /** Position of the last published event + 1: the next one to publish. */
  readonly offset: string;
  /** Hash of the last published event's document (empty if there is none), `@`, and the offset at which the partition then ends. */
  readonly metadata: string;
}

/** How far a lane is published, as the relay commits it with the events. */
export interface RelayCheckpoint {
  readonly publishedUpTo: PublishedUpTo;
  /**
   * Kafka's offset at which the partition ends, unless records were added after the published ones. Undefined in a checkpoint of an
   * earlier version.
   */
  readonly end: number | undefined;
}

const metadataPattern = /^([0-9a-f]{64})?(?:@(\d+))?$/;

/** The checkpoint as an offset to commit. */
export function checkpointOffset(lane: Lane, { publishedUpTo, end }: RelayCheckpoint): CheckpointOffset {
  const { position, hash } = publishedUpTo;
  return {
    partition: lane,
    offset: String(position + 1),
    metadata: `${hash ?? ''}${end === undefined ? '' : `@${String(end)}`}`,
  };
}

/**
 * The checkpoint in a committed offset. Undefined if there is none (Kafka answers -1), or if it was not committed by a relay: an
 * offset that a tool has set has no hash.
 */
export function checkpointOf(offset: string, metadata: string | null): RelayCheckpoint | undefined {
  const position = Number(offset) - 1;
  const parts = metadataPattern.exec(metadata ?? '');
  if (!Number.isSafeInteger(position) || position < 0 || parts === null) return undefined;
  const [, hash, endText] = parts;
  const end = endText === undefined ? undefined : Number(endText);
  if (position === 0) return { publishedUpTo: { position: 0, hash: undefined }, end };
  if (hash === undefined) return undefined;
  return { publishedUpTo: { position: position as Position, hash: hash as Hash }, end };
}
