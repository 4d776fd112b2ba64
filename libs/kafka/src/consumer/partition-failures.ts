import { Backoff, FailureLog, type Log } from '@allocator/runtime';
import type { IMemberAssignment } from 'kafkajs';

/** The pause of a partition after a failure. */
const pauseMs = { minMs: 100, maxMs: 2_000 };

/** A partition of a topic. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

interface Failing {
  error: unknown;
  readonly backoff: Backoff;
}

/** The partitions whose handler fails. Logs once when the first one fails, and once when all of them work again. */
export class PartitionFailures {
  private readonly log: FailureLog<string>;
  private readonly failing = new Map<string, Failing>();

  /** @param name prefix of the log codes: `<name>-failed`, `<name>-recovered` */
  constructor(name: string, log: Log) {
    this.log = new FailureLog(name, log);
  }

  /** The last error of the partition that has failed longest; undefined if none fails. */
  get firstError(): unknown {
    const [first] = this.failing.values();
    return first?.error;
  }

  /** @returns milliseconds to pause the partition: longer with each failure */
  failed({ topic, partition }: TopicPartition, error: unknown): number {
    const key = keyOf(topic, partition);
    this.log.failed(key, error, { topic, partition });
    const failing = this.failing.get(key) ?? { error, backoff: new Backoff(pauseMs) };
    failing.error = error;
    this.failing.set(key, failing);
    return failing.backoff.next();
  }

  recovered({ topic, partition }: TopicPartition): void {
    this.remove(keyOf(topic, partition));
  }

  /** Removes the failures of partitions that another member has now: that member reports them. */
  keepOnly(assignment: IMemberAssignment): void {
    const mine = new Set(
      Object.entries(assignment).flatMap(([topic, partitions]) =>
        partitions.map((partition) => keyOf(topic, partition)),
      ),
    );
    for (const key of this.failing.keys()) if (!mine.has(key)) this.remove(key);
  }

  private remove(key: string): void {
    this.log.recovered(key);
    this.failing.delete(key);
  }
}

function keyOf(topic: string, partition: number): string {
  return `${topic}/${String(partition)}`;
}
