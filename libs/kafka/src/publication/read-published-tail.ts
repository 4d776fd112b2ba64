import { createHash, randomUUID } from 'node:crypto';
import type { PublishedUpTo } from '@allocator/application';
import type { Hash, Lane, Position } from '@allocator/domain';
import type { Admin, Consumer, KafkaMessage } from 'kafkajs';
import { askAgain, whileMoving } from '../client/ask-again.js';
import { disconnect } from '../client/disconnect.js';
import type { Kafka } from '../client/create-kafka.js';
import { onePartitionAssigner } from '../consumer/one-partition-assigner.js';
import { type UnreadableBatch, unreadableBatchOf } from '../fetch/decode-record-batches.js';
import type { TopicNames } from '../topics/topic-names.js';

/** Records in the first window; nearly always the last event is among them. Each further window is this much larger. */
const firstWindow = 64;
const windowGrowth = 8;
/** Of one window. A slower one is given up, and the relay tries again after its pause. */
const windowMsMax = 30_000;
/** How long a fetch waits for records: short, since all that is asked for is there. */
const fetchMsMax = 100;

/** The end of the topic cannot be read, so nobody can say where publication goes on. */
export class PublishedTailError extends Error {
  override readonly name = 'PublishedTailError';
}

/** Offsets of a partition: from `start`, before `end`. */
interface Window {
  readonly start: number;
  readonly end: number;
}

/** Kafka's offsets of a lane's first record and of the one that comes next. */
export async function boundsOf(admin: Admin, topic: string, lane: Lane): Promise<{ low: number; high: number }> {
  const partitions = await askAgain(whileMoving, () => admin.fetchTopicOffsets(topic));
  const bounds = partitions.find(({ partition }) => partition === lane);
  if (bounds === undefined) throw new PublishedTailError(`${topic} has no partition ${String(lane)}`);
  return { low: Number(bounds.low), high: Number(bounds.high) };
}

/**
 * The last committed event of a lane, read backwards from the partition's end in growing windows; undefined where the records
 * are gone. That it comes back at all proves that no transaction of the lane is open any more.
 */
export async function readPublishedTail(
  kafka: Kafka,
  admin: Admin,
  names: TopicNames,
  lane: Lane,
): Promise<PublishedUpTo | undefined> {
  const { low, high } = await boundsOf(admin, names.events, lane);
  if (high === 0) return { position: 0, hash: undefined };
  const reader = new TailReader(kafka, names.events, lane, `${names.relayGroup}.tail.${randomUUID()}`);
  try {
    await reader.open();
    let end = high;
    for (let size = firstWindow; end > low; size *= windowGrowth) {
      const start = Math.max(low, end - size);
      const last = await reader.lastRecord({ start, end });
      if (last !== undefined) return publishedUpToOf(last);
      end = start;
    }
  } finally {
    await reader.close(admin);
  }
  // Nothing was ever committed, or what was is gone with the records that somebody deleted.
  return low === 0 ? { position: 0, hash: undefined } : undefined;
}

function publishedUpToOf(document: Buffer): PublishedUpTo {
  const { position } = JSON.parse(document.toString()) as { position?: unknown };
  if (!Number.isSafeInteger(position)) throw new PublishedTailError('the last record is not an event of this service');
  const hash = createHash('sha256').update(document).digest('hex') as Hash;
  return { position: position as Position, hash };
}

/** A read_committed consumer of one partition, in a group of its own that is gone afterwards. */
class TailReader {
  private readonly consumer: Consumer;
  private last: Buffer | undefined;
  private window: Window = { start: 0, end: 0 };
  /** The offset of the window that is read next. */
  private next = 0;
  private read: (() => void) | undefined;
  private crashed: ((error: Error) => void) | undefined;

  constructor(
    kafka: Kafka,
    private readonly topic: string,
    private readonly lane: Lane,
    private readonly groupId: string,
  ) {
    this.consumer = kafka.consumer({
      groupId,
      partitionAssigners: [onePartitionAssigner(topic, lane)],
      maxWaitTimeInMs: fetchMsMax,
      readUncommitted: false,
      allowAutoTopicCreation: false,
    });
  }

  async open(): Promise<void> {
    const { consumer } = this;
    // kafkajs passes over a batch of aborted or control records without calling eachBatch; this it tells of every batch.
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
      this.finished(Number(payload.firstOffset), Number(payload.lastOffset));
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => this.crashed?.(payload.error));
    await consumer.connect();
    await consumer.subscribe({ topic: this.topic, fromBeginning: false });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        for (const message of batch.messages) this.note(message);
      },
    });
  }

  /** The last committed record of the window; undefined where it holds none. */
  async lastRecord(window: Window): Promise<Buffer | undefined> {
    this.window = window;
    this.next = window.start;
    this.last = undefined;
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        this.read = resolve;
        this.crashed = reject;
        const tooSlow = new PublishedTailError(
          `offsets ${String(window.start)} to ${String(window.end)} of ${this.topic}, partition ${String(this.lane)}, were not read ` +
            `within ${String(windowMsMax)} ms: a transaction of another writer may be open`,
        );
        timer = setTimeout(reject, windowMsMax, tooSlow);
        this.consumer.seek({ topic: this.topic, partition: this.lane, offset: String(window.start) });
      });
    } finally {
      clearTimeout(timer);
    }
    return this.last;
  }

  async close(admin: Admin): Promise<void> {
    await disconnect(this.consumer);
    // One that was never joined is not there; one that stays is empty, and Kafka drops it in time.
    await admin.deleteGroups([this.groupId]).catch(() => undefined);
  }

  private note(message: KafkaMessage): void {
    const { value } = message;
    const offset = Number(message.offset);
    // A batch can reach over the window's end.
    if (offset < this.next || offset >= this.window.end) return;
    const batch = unreadableBatchOf(message);
    if (batch !== undefined) this.crashed?.(new PublishedTailError(this.unreadable(batch, offset)));
    if (value !== null) this.last = value;
  }

  private unreadable({ firstOffset, detail }: UnreadableBatch, lastOffset: number): string {
    const where = `${this.topic}, partition ${String(this.lane)}`;
    return `offsets ${firstOffset} to ${String(lastOffset)} of ${where}, cannot be read: ${detail}`;
  }

  /** A batch that does not continue the window was fetched before the seek. */
  private finished(firstOffset: number, lastOffset: number): void {
    if (firstOffset > this.next || lastOffset < this.next) return;
    this.next = lastOffset + 1;
    if (this.next >= this.window.end) this.read?.();
  }
}
