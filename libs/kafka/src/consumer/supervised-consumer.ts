import { Backoff, LoopService, logWith, type Log } from '@allocator/runtime';
import type { Consumer, ConsumerConfig, EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { Kafka } from '../client/create-kafka.js';
import { disconnect } from '../client/disconnect.js';
import { firstFetch } from './first-fetch.js';
import { keepMembership } from './keep-membership.js';
import { PartitionFailures, type TopicPartition } from './partition-failures.js';
import { PartitionLags } from './partition-lags.js';

interface SupervisedConsumerOptions {
  /** Prefix of its log codes. */
  readonly name: string;
  readonly kafka: Kafka;
  readonly log: Log;
  readonly config: Pick<ConsumerConfig, 'groupId' | 'maxBytesPerPartition'>;
  /** Fields of every log line. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly partitionsConcurrentlyMax: number;
  /** Records that are handled and committed together. */
  readonly recordsMax: number;
}

/** Records of one partition, in order. */
export interface FetchedRecords extends TopicPartition {
  readonly records: readonly KafkaMessage[];
}

/** Thrown by a handler if a retry does not help: this consumer does not consume the partition any further. */
export class StopPartitionError extends Error {
  override readonly name: string = 'StopPartitionError';
}

/**
 * A member that leaves its group releases its partitions immediately. One that dies, or crashes because its broker did, keeps them
 * for this time: the shortest that a broker allows by default (`group.min.session.timeout.ms`).
 */
const sessionMsMax = 6_000;
const heartbeatMs = 1_000;
/** How long a fetch waits for records if there are none: an idle consumer costs a fetch in this time, and a stop waits for the fetch. */
const fetchMsMax = 1_000;
/** The pause after a failed round. */
const pauseMs = { minMs: 100, maxMs: 2_000 };

/**
 * A kafkajs consumer that is replaced when it crashes and when its topics change. Records are handled in order, and their offsets are
 * committed afterwards. If a handler fails, its partition is fetched again from the same offset after a pause; the other partitions
 * continue.
 */
export abstract class SupervisedConsumer extends LoopService {
  private consumer: Consumer | undefined;
  private subscribed: readonly string[] = [];
  private crash: Error | undefined;
  private readonly failures: PartitionFailures;
  private readonly lags = new PartitionLags();
  private roundError: unknown;
  private readonly pauses = new Set<NodeJS.Timeout>();

  constructor(private readonly consuming: SupervisedConsumerOptions) {
    const log = logWith(consuming.log, consuming.fields ?? {});
    super({ name: consuming.name, log, backoff: new Backoff(pauseMs) });
    this.failures = new PartitionFailures(`${consuming.name}-handler`, log);
  }

  /** The topics to consume; it creates those that are missing. May be empty. */
  protected abstract topics(): Promise<readonly string[]>;

  /**
   * Handles the leading records, at least one, and returns their number; the others are passed to it again. Throws if the records
   * are to be fetched again, or `StopPartitionError` if not.
   */
  protected abstract handle(fetched: FetchedRecords): Promise<number>;

  /** Milliseconds until the topics are checked again, unless the consumer is woken. */
  protected checkAgainMs(): number {
    return Infinity;
  }

  /** Called when a handler has thrown `StopPartitionError`. */
  protected stopped(_partition: TopicPartition, _error: StopPartitionError): void {
    // Subclasses whose handler throws StopPartitionError override this.
  }

  /** Why records are not handled at present; undefined if nothing fails. */
  protected get failure(): unknown {
    return this.roundError ?? this.failures.firstError;
  }

  /** Records of its partitions that are not handled yet, as of the last fetch of each. */
  get lag(): number {
    return this.lags.sum;
  }

  /** Handles and commits the records in progress, then leaves the group. */
  override async stop(): Promise<void> {
    await super.stop();
    await this.leave();
  }

  /** One round per change of the topics; it ends when a consumer fetches from the current topics. */
  protected async runOnce(stopping: AbortSignal): Promise<number> {
    try {
      await this.follow(stopping);
      this.roundError = undefined;
      return this.checkAgainMs();
    } catch (error) {
      this.roundError = error;
      throw error;
    }
  }

  private async follow(stopping: AbortSignal): Promise<void> {
    this.throwCrash();
    const topics = await this.topics();
    if (this.consumer !== undefined && topics.join() === this.subscribed.join()) return;
    await this.leave();
    if (topics.length === 0) return;
    try {
      await this.join(topics, stopping);
      this.throwCrash();
    } catch (error) {
      await this.leave();
      throw error;
    }
    this.subscribed = topics;
  }

  private async join(topics: readonly string[], stopping: AbortSignal): Promise<void> {
    const { kafka, config, partitionsConcurrentlyMax } = this.consuming;
    const consumer = kafka.consumer({
      ...config,
      sessionTimeout: sessionMsMax,
      heartbeatInterval: heartbeatMs,
      maxWaitTimeInMs: fetchMsMax,
      allowAutoTopicCreation: false,
      readUncommitted: false,
      // kafkajs restarts after some crashes and not after others; here each crash leads to a new consumer.
      retry: { restartOnFailure: () => Promise.resolve(false) },
    });
    this.consumer = consumer;
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (this.consumer !== consumer) return;
      this.crash = payload.error;
      this.wake();
    });
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      this.failures.keepOnly(payload.memberAssignment);
      this.lags.keepOnly(payload.memberAssignment);
    });
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    const fetched = firstFetch(consumer, stopping);
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: partitionsConcurrentlyMax,
      eachBatch: (payload) => this.eachBatch(payload),
    });
    // A consumer that joins its group but cannot fetch has failed. Counted as working, it would be retried without a pause.
    await fetched;
  }

  private async leave(): Promise<void> {
    const { consumer, consuming } = this;
    this.consumer = undefined;
    this.crash = undefined;
    this.pauses.forEach((timer) => clearTimeout(timer));
    this.pauses.clear();
    if (consumer === undefined) return;
    await disconnect(consumer).catch((error: unknown) => {
      consuming.log.debug({ code: `${consuming.name}-disconnect`, err: error }, 'disconnecting a consumer failed');
    });
  }

  private throwCrash(): void {
    const { crash } = this;
    if (crash === undefined) return;
    this.crash = undefined;
    // Makes the next round create a new consumer.
    this.subscribed = [];
    throw crash;
  }

  private async eachBatch(payload: EachBatchPayload): Promise<void> {
    const { topic, partition, messages } = payload.batch;
    const { recordsMax } = this.consuming;
    this.lags.saw(payload.batch, undefined);
    for (let from = 0; from < messages.length;) {
      if (!payload.isRunning() || payload.isStale()) return;
      const records = messages.slice(from, from + recordsMax);
      const count = await this.handled(payload, { topic, partition, records });
      const last = records[count - 1];
      if (last === undefined) return;
      payload.resolveOffset(last.offset);
      this.lags.saw(payload.batch, last.offset);
      await payload.commitOffsetsIfNecessary(payload.uncommittedOffsets());
      from += count;
    }
  }

  /** Number of handled records; 0 if the partition is paused. Throws if the group has changed: kafkajs then joins again. */
  private async handled(payload: EachBatchPayload, fetched: FetchedRecords): Promise<number> {
    return keepMembership(
      () => payload.heartbeat(),
      heartbeatMs,
      async () => {
        try {
          const count = await this.handle(fetched);
          if (count === fetched.records.length) this.failures.recovered(fetched);
          return count;
        } catch (error) {
          this.pause(payload, error);
          return 0;
        }
      },
    );
  }

  private pause(payload: EachBatchPayload, error: unknown): void {
    const resume = payload.pause();
    const { topic, partition } = payload.batch;
    if (error instanceof StopPartitionError) {
      this.stopped({ topic, partition }, error);
      return;
    }
    const timer = setTimeout(
      () => {
        this.pauses.delete(timer);
        resume();
      },
      this.failures.failed({ topic, partition }, error),
    );
    this.pauses.add(timer);
  }
}
