import type { PublishedUpTo } from '@allocator/application';
import type { Hash, Lane, Position } from '@allocator/domain';

/** A committed offset of the relay's group: our number, not Kafka's. Kafka keeps it and never reads it. */
export interface CheckpointOffset {
  readonly partition: Lane;
  /** Position of the last published event + 1: the next one to publish. */
  readonly offset: string;
  /** Hash of the last published event's document, empty where there is none, `@`, and where the partition then ends. */
  readonly metadata: string;
}

export interface Checkpoint {
  readonly publishedUpTo: PublishedUpTo;
  /**
   * Kafka's offset at which the partition ends, if nothing came behind what is published. Undefined where the checkpoint does not
   * say so: it was made by an earlier version.
   */
  readonly end: number | undefined;
}

const metadataPattern = /^([0-9a-f]{64})?(?:@(\d+))?$/;

export function checkpointOffset(lane: Lane, { publishedUpTo, end }: Checkpoint): CheckpointOffset {
  const { position, hash } = publishedUpTo;
  return {
    partition: lane,
    offset: String(position + 1),
    metadata: `${hash ?? ''}${end === undefined ? '' : `@${String(end)}`}`,
  };
}

/**
 * How far the lane is published, by its checkpoint; undefined where there is none, or none of ours: Kafka answers -1 for
 * an offset that it does not have, and one that a tool has set has no hash.
 */
export function checkpointOf(offset: string, metadata: string | null): Checkpoint | undefined {
  const position = Number(offset) - 1;
  const said = metadataPattern.exec(metadata ?? '');
  if (!Number.isSafeInteger(position) || position < 0 || said === null) return undefined;
  const end = said[2] === undefined ? undefined : Number(said[2]);
  if (position === 0) return { publishedUpTo: { position: 0, hash: undefined }, end };
  if (said[1] === undefined) return undefined;
  return { publishedUpTo: { position: position as Position, hash: said[1] as Hash }, end };
}
