import type { Batch, IMemberAssignment } from 'kafkajs';
import type { TopicPartition } from './partition-failures.js';

/** How far a consumer is behind the end of each of its partitions, as of its last fetch there. */
export class PartitionLags {
  private readonly lags = new Map<string, number>();

  /** Records that are not handled yet. */
  get sum(): number {
    let sum = 0;
    for (const lag of this.lags.values()) sum += lag;
    return sum;
  }

  /** @param handledUpTo offset of the last record that was handled; undefined: none of the batch */
  saw({ topic, partition, highWatermark, messages }: Batch, handledUpTo: string | undefined): void {
    const [first] = messages;
    const next = handledUpTo === undefined ? first?.offset : Number(handledUpTo) + 1;
    if (next !== undefined)
      this.lags.set(keyOf({ topic, partition }), Math.max(0, Number(highWatermark) - Number(next)));
  }

  /** Forgets partitions that another member has now: that member reports them. */
  keepOnly(assignment: IMemberAssignment): void {
    const mine = new Set(
      Object.entries(assignment).flatMap(([topic, partitions]) =>
        partitions.map((partition) => keyOf({ topic, partition })),
      ),
    );
    for (const key of this.lags.keys()) if (!mine.has(key)) this.lags.delete(key);
  }
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${String(partition)}`;
}
