import type { Lane } from '@allocator/domain';
import type { Admin, Consumer, KafkaMessage } from 'kafkajs';
import type { Kafka } from '../client/create-kafka.js';
import { disconnect } from '../client/disconnect.js';
import { onePartitionAssigner } from '../consumer/one-partition-assigner.js';
import { type UnreadableBatch, unreadableBatchOf } from '../fetch/unreadable-batch.js';
import { PublishedTailError } from './published-tail-error.js';

/** Time to read one window. If it takes longer, the relay tries again after its pause. */
const windowMsMax = 30_000;
/** How long a fetch waits for records. Short, because all records of a window exist. */
const fetchMsMax = 100;

/** Offsets of a partition: from `start`, before `end`. */
interface OffsetWindow {
  readonly start: number;
  readonly end: number;
}

/** Reads windows of one partition, committed records only, in a consumer group of its own that it deletes on close. */
export class TailReader {
  private readonly consumer: Consumer;
  private last: Buffer | undefined;
  private window: OffsetWindow = { start: 0, end: 0 };
  /** The next offset of the window to read. */
  private next = 0;
  private resolve: (() => void) | undefined;
  private reject: ((error: Error) => void) | undefined;

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
    // kafkajs does not call eachBatch for a batch of aborted or control records, but emits this event for every batch.
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
      this.finished(Number(payload.firstOffset), Number(payload.lastOffset));
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => this.reject?.(payload.error));
    await consumer.connect();
    await consumer.subscribe({ topic: this.topic, fromBeginning: false });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        for (const message of batch.messages) this.note(message);
      },
    });
  }

  /**
   * Value of the last committed record of the window; undefined if the window holds none. One call at a time.
   * @throws {PublishedTailError} for an unreadable batch, and if the window is not read in time
   */
  async lastRecord(window: OffsetWindow): Promise<Buffer | undefined> {
    this.window = window;
    this.next = window.start;
    this.last = undefined;
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        this.resolve = resolve;
        this.reject = reject;
        const tooSlow = new PublishedTailError(
          `offsets ${String(window.start)} to ${String(window.end)} of ${this.place} were not read within ` +
            `${String(windowMsMax)} ms: a transaction of another writer may be open`,
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
    // A group that was never joined does not exist; one that remains is empty and expires.
    await admin.deleteGroups([this.groupId]).catch(() => undefined);
  }

  private get place(): string {
    return `topic ${this.topic}, partition ${String(this.lane)},`;
  }

  private note(message: KafkaMessage): void {
    const { value } = message;
    const offset = Number(message.offset);
    // A batch can extend beyond the end of the window.
    if (offset < this.next || offset >= this.window.end) return;
    const batch = unreadableBatchOf(message);
    if (batch !== undefined) this.reject?.(this.unreadable(batch, offset));
    if (value !== null) this.last = value;
  }

  private unreadable({ firstOffset, detail }: UnreadableBatch, lastOffset: number): PublishedTailError {
    return new PublishedTailError(
      `offsets ${firstOffset} to ${String(lastOffset)} of ${this.place} are unreadable: ${detail}`,
    );
  }

  /** A batch that does not continue the window was fetched before the seek, and is ignored. */
  private finished(firstOffset: number, lastOffset: number): void {
    if (firstOffset > this.next || lastOffset < this.next) return;
    this.next = lastOffset + 1;
    if (this.next >= this.window.end) this.resolve?.();
  }
}
