import type { LanePublisher, PublishedUpTo, StoredEvent } from '@allocator/application';
import { FencedError } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import type { Producer, Transaction } from 'kafkajs';
import { disconnect } from '../client/disconnect.js';
import { inChunks } from '../client/in-chunks.js';
import { type RetryWhile, retryWhile } from '../client/retry-while.js';
import { someCause } from '../client/some-cause.js';
import { groupedByPartition } from '../produce/grouped-by-partition.js';
import type { TopicNames } from '../topics/topic-names.js';
import { baseOffsetOf } from './base-offset-of.js';
import { isFenced } from './is-fenced.js';
import { PublishedTailError } from './published-tail-error.js';
import { type RelayCheckpoint, checkpointOffset } from './relay-checkpoint.js';
import { withTransactionTimeout } from './with-transaction-timeout.js';

/** The only header: in structured mode the value holds the whole event, and each header costs 3 to 4 us of CPU. */
const headers = { 'content-type': 'application/cloudevents+json' };

/** For 2 seconds. The markers of the previous transaction are written within milliseconds, unless the coordinator has a problem. */
const markersPending: RetryWhile = {
  isTemporary: (error) => someCause(error, ({ type }) => type === 'CONCURRENT_TRANSACTIONS'),
  everyMs: 5,
  timesMax: 400,
};

/**
 * Publishes one lane with a transactional producer that has fenced all earlier ones. Close it after any error. Methods throw
 * `FencedError` once another publisher has taken the lane, and otherwise what kafkajs throws.
 */
export class KafkaLanePublisher implements LanePublisher {
  readonly publishedUpTo: PublishedUpTo;

  constructor(
    private readonly producer: Producer,
    private readonly names: TopicNames,
    private readonly lane: Lane,
    private checkpoint: RelayCheckpoint,
  ) {
    this.publishedUpTo = checkpoint.publishedUpTo;
  }

  async publish(events: readonly StoredEvent[], publishedUpTo: PublishedUpTo): Promise<void> {
    const { lane } = this;
    const messages = events.map(({ subject, document }) => ({
      partition: lane,
      key: subject,
      value: document,
      headers,
    }));
    let checkpoint: RelayCheckpoint = { publishedUpTo, end: undefined };
    await this.inTransaction(async (transaction) => {
      let end = this.checkpoint.end ?? 0;
      for (const chunk of inChunks(messages, ({ value }) => Buffer.byteLength(value))) {
        const sent = await transaction.send({ topic: this.names.events, messages: groupedByPartition(chunk) });
        const offset = baseOffsetOf(sent);
        if (offset < end) throw this.recordsLost(offset, end);
        end = offset + chunk.length;
      }
      // The marker of the commit follows the last record, and nothing else: only this publisher writes to the partition.
      checkpoint = { publishedUpTo, end: end + 1 };
      await this.sendCheckpoint(transaction, checkpoint);
    });
    this.checkpoint = checkpoint;
  }

  async keepCheckpoint(): Promise<void> {
    await this.inTransaction((transaction) => this.sendCheckpoint(transaction, this.checkpoint));
  }

  async close(): Promise<void> {
    await disconnect(this.producer);
  }

  /** Readers would get a gap. The next publisher finds the last event that is left, and publishes what follows it again. */
  private recordsLost(offset: number, end: number): PublishedTailError {
    return new PublishedTailError(
      `partition ${String(this.lane)} of ${this.names.events} ended at offset ${String(end)}, and new records are at ` +
        `${String(offset)}: Kafka has lost published records`,
    );
  }

  private async inTransaction(work: (transaction: Transaction) => Promise<void>): Promise<void> {
    let transaction: Transaction | undefined;
    const committed = (async (): Promise<void> => {
      transaction = await this.producer.transaction();
      await work(transaction);
      await transaction.commit();
    })();
    try {
      await withTransactionTimeout(committed);
    } catch (error) {
      // If the abort fails, the next publisher's fence ends the transaction. The first error is the one to report.
      if (transaction?.isActive() === true) await withTransactionTimeout(transaction.abort()).catch(() => undefined);
      if (isFenced(error)) throw new FencedError(`lane ${String(this.lane)} has another publisher`, { cause: error });
      throw error;
    }
  }

  /** As the first request of a transaction, this can find the previous markers pending; kafkajs repeats sends only. */
  private async sendCheckpoint(transaction: Transaction, checkpoint: RelayCheckpoint): Promise<void> {
    const partitions = [checkpointOffset(this.lane, checkpoint)];
    const topics = [{ topic: this.names.events, partitions }];
    await retryWhile(markersPending, () => transaction.sendOffsets({ consumerGroupId: this.names.relayGroup, topics }));
  }
}
