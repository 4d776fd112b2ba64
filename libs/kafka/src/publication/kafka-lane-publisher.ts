import type { LanePublisher, PublishedUpTo, StoredEvent } from '@allocator/application';
import { FencedError } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import type { Producer, Transaction } from 'kafkajs';
import { askAgain } from '../client/ask-again.js';
import { type Checkpoint, checkpointOffset } from './relay-checkpoint.js';
import { disconnect } from '../client/disconnect.js';
import { inChunks } from '../client/in-chunks.js';
import { isConcurrentTransactions, isFencing } from '../client/kafka-errors.js';
import type { TopicNames } from '../topics/topic-names.js';
import { withinTime } from './with-transaction-timeout.js';

/** One and no more: in structured mode the whole event is in the value, and each header costs 3 to 4 us of CPU. */
const headers = { 'content-type': 'application/cloudevents+json' };
/** Of one produce request: half of what a broker takes by default, which leaves room for keys and framing. */
const sendBytesMax = 512 * 1024;
/** They take milliseconds; a coordinator that needs longer than two seconds is not well. */
const whileMarkersAreWritten = { when: isConcurrentTransactions, everyMs: 5, timesMax: 400 };

/** A transactional producer that has fenced every earlier one of its lane. After any error it is to be closed. */
export class KafkaLanePublisher implements LanePublisher {
  readonly publishedUpTo: PublishedUpTo;

  constructor(
    private readonly producer: Producer,
    private readonly names: TopicNames,
    private readonly lane: Lane,
    private checkpoint: Checkpoint,
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
    let checkpoint: Checkpoint = { publishedUpTo, end: undefined };
    await this.inTransaction(async (transaction) => {
      for (const chunk of inChunks(messages, sendBytesMax, ({ value }) => Buffer.byteLength(value))) {
        const [sent] = await transaction.send({ topic: this.names.events, messages: chunk });
        // Behind the last record comes the marker of the commit, and nothing else: nobody but this publisher writes here.
        checkpoint = { publishedUpTo, end: Number(sent?.baseOffset) + chunk.length + 1 };
      }
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

  private async inTransaction(work: (transaction: Transaction) => Promise<void>): Promise<void> {
    let transaction: Transaction | undefined;
    const committed = (async (): Promise<void> => {
      transaction = await this.producer.transaction();
      await work(transaction);
      await transaction.commit();
    })();
    try {
      await withinTime(committed);
    } catch (error) {
      // At best Kafka forgets it now; else the next publisher's fence ends it. The error is what matters.
      if (transaction?.isActive() === true) await withinTime(transaction.abort()).catch(() => undefined);
      if (isFencing(error)) throw new FencedError(`lane ${String(this.lane)} has another publisher`, { cause: error });
      throw error;
    }
  }

  /** As the first thing of a transaction, this meets the markers of the one before; kafkajs asks again for sends only. */
  private async sendCheckpoint(transaction: Transaction, checkpoint: Checkpoint): Promise<void> {
    const partitions = [checkpointOffset(this.lane, checkpoint)];
    const topics = [{ topic: this.names.events, partitions }];
    await askAgain(whileMarkersAreWritten, () =>
      transaction.sendOffsets({ consumerGroupId: this.names.relayGroup, topics }),
    );
  }
}
