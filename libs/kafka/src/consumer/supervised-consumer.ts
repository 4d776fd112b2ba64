import { Backoff, FailureLog, LoopService, logWith, type Log } from '@allocator/runtime';
import type { Consumer, ConsumerConfig, EachBatchPayload, IMemberAssignment, KafkaMessage } from 'kafkajs';
import { disconnect } from '../client/disconnect.js';
import { keepMembership } from './keep-membership.js';
import type { Kafka } from '../client/create-kafka.js';

export interface SupervisedConsumerOptions {
  /** As its log codes begin. */
  readonly name: string;
  readonly kafka: Kafka;
  readonly log: Log;
  readonly config: Pick<ConsumerConfig, 'groupId' | 'maxBytesPerPartition'>;
  /** Fields of every log line. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** How long a fetch waits for records if there are none; a stop waits for the fetch. Default 250. */
  readonly fetchMsMax?: number;
  readonly partitionsConcurrentlyMax: number;
  /** Records that are handled, and committed, at a time. */
  readonly recordsMax: number;
}

/** Records of one partition, in order. */
export interface FetchedRecords {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly KafkaMessage[];
}

/** Thrown by a handler for what no new try can mend: the partition is not consumed any further by this consumer. */
export class StopPartitionError extends Error {
  override readonly name: string = 'StopPartitionError';
}

/**
 * A member that has left its group is missed at once; one that died, or that crashed because the broker did, holds its
 * partitions this long. It is the least that a broker grants by default (`group.min.session.timeout.ms`).
 */
const sessionMsMax = 6_000;
const heartbeatMs = 1_000;
const fetchMsMaxDefault = 250;
/** The pause after a failure. */
const pauseMs = { minMs: 100, maxMs: 2_000 };

/**
 * A kafkajs consumer that is made anew whenever it crashes and whenever its topics change. Records are handled in order,
 * their offsets committed only then. Where a handler fails, its partition is fetched again from there after a pause, and
 * the other partitions go on.
 */
export abstract class SupervisedConsumer extends LoopService {
  private consumer: Consumer | undefined;
  private subscribed = '';
  private crash: Error | undefined;
  private readonly failures: FailureLog<string>;
  private roundError: unknown;
  private readonly handlerErrors = new Map<string, unknown>();
  private readonly backoffs = new Map<string, Backoff>();
  private readonly pauses = new Set<NodeJS.Timeout>();

  constructor(private readonly consuming: SupervisedConsumerOptions) {
    const log = logWith(consuming.log, consuming.fields ?? {});
    super({ name: consuming.name, log, backoff: new Backoff(pauseMs) });
    this.failures = new FailureLog(`${consuming.name}-handler`, log);
  }

  /** The topics to consume, created where they are missing; none is allowed. */
  protected abstract topics(): Promise<readonly string[]>;

  /**
   * Handles the leading records, at least one, and returns their number; the others are handed over again. Throws if the records
   * have to be fetched again, or `StopPartitionError` if they must not.
   */
  protected abstract handle(fetched: FetchedRecords): Promise<number>;

  /** Delay until the topics are checked again, unless the consumer is woken. */
  protected checkAgainMs(): number {
    return Infinity;
  }

  /** Told when a partition is given up. */
  protected stopped(_topic: string, _partition: number, _error: StopPartitionError): void {
    // Only a handler that throws StopPartitionError needs to know.
  }

  /** Why records are not handled at present; undefined if nothing fails. */
  protected get trouble(): unknown {
    return this.roundError ?? [...this.handlerErrors.values()][0];
  }

  /** Finishes and commits what is being handled, then leaves the group. */
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
    if (this.consumer !== undefined && topics.join() === this.subscribed) return;
    await this.leave();
    if (topics.length === 0) return;
    try {
      await this.join(topics, stopping);
      this.throwCrash();
    } catch (error) {
      await this.leave();
      throw error;
    }
    this.subscribed = topics.join();
  }

  private async join(topics: readonly string[], stopping: AbortSignal): Promise<void> {
    const { kafka, config, partitionsConcurrentlyMax, fetchMsMax = fetchMsMaxDefault } = this.consuming;
    const consumer = kafka.consumer({
      ...config,
      sessionTimeout: sessionMsMax,
      heartbeatInterval: heartbeatMs,
      maxWaitTimeInMs: fetchMsMax,
      allowAutoTopicCreation: false,
      readUncommitted: false,
      // kafkajs restarts after some crashes and not after others; here every one ends in a new consumer.
      retry: { restartOnFailure: () => Promise.resolve(false) },
    });
    this.consumer = consumer;
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (this.consumer !== consumer) return;
      this.crash = payload.error;
      this.wake();
    });
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      this.forgetAllBut(payload.memberAssignment);
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

  /** Drops the failures of partitions that another member has now: that member reports them. */
  private forgetAllBut(assigned: IMemberAssignment): void {
    const mine = new Set(Object.entries(assigned).flatMap(([topic, all]) => all.map((one) => placeOf(topic, one))));
    for (const place of [...this.handlerErrors.keys()].filter((failing) => !mine.has(failing))) this.recovered(place);
  }

  private recovered(place: string): void {
    this.failures.recovered(place);
    this.handlerErrors.delete(place);
    this.backoffs.delete(place);
  }

  private async leave(): Promise<void> {
    const { consumer, consuming } = this;
    this.consumer = undefined;
    this.crash = undefined;
    this.pauses.forEach((timer) => clearTimeout(timer));
    this.pauses.clear();
    if (consumer === undefined) return;
    await disconnect(consumer).catch((error: unknown) => {
      consuming.log.debug({ code: `${consuming.name}-disconnect`, err: error }, 'a consumer did not end properly');
    });
  }

  private throwCrash(): void {
    if (this.crash === undefined) return;
    const { crash } = this;
    this.crash = undefined;
    // The next round makes a new one.
    this.subscribed = '';
    throw crash;
  }

  private async eachBatch(payload: EachBatchPayload): Promise<void> {
    const { topic, partition, messages } = payload.batch;
    const { recordsMax } = this.consuming;
    for (let from = 0; from < messages.length;) {
      if (!payload.isRunning() || payload.isStale()) return;
      const records = messages.slice(from, from + recordsMax);
      const count = await this.handled(payload, { topic, partition, records });
      if (count === 0) return;
      payload.resolveOffset((records[count - 1] as KafkaMessage).offset);
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
        const place = placeOf(fetched.topic, fetched.partition);
        try {
          const count = await this.handle(fetched);
          if (count === fetched.records.length) this.recovered(place);
          return count;
        } catch (error) {
          this.pause(payload, place, error);
          return 0;
        }
      },
    );
  }

  private pause(payload: EachBatchPayload, place: string, error: unknown): void {
    const resume = payload.pause();
    const { topic, partition } = payload.batch;
    if (error instanceof StopPartitionError) {
      this.stopped(topic, partition, error);
      return;
    }
    this.failures.failed(place, error, { topic, partition });
    this.handlerErrors.set(place, error);
    const backoff = this.backoffs.get(place) ?? new Backoff(pauseMs);
    this.backoffs.set(place, backoff);
    const timer = setTimeout(() => {
      this.pauses.delete(timer);
      resume();
    }, backoff.next());
    this.pauses.add(timer);
  }
}

function placeOf(topic: string, partition: number): string {
  return `${topic}/${String(partition)}`;
}

/** Resolves when the consumer has fetched, crashed, or is stopping. */
function firstFetch(consumer: Consumer, stopping: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      resolve();
    };
    consumer.on(consumer.events.FETCH, done);
    consumer.on(consumer.events.CRASH, done);
    stopping.addEventListener('abort', done, { once: true });
    if (stopping.aborted) done();
  });
}
