import { setTimeout as sleep } from 'node:timers/promises';
import type { LanePublisher, PublishedUpTo, StoredEvent } from '@allocator/application';
import { FencedError } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import type { Producer, Transaction } from 'kafkajs';
import { askAgain } from './ask-again.js';
import { checkpointOffset } from './checkpoint.js';
import { disconnect } from './disconnect.js';
import { inChunks } from './in-chunks.js';
import { isConcurrentTransactions, isFencing } from './kafka-errors.js';
import type { TopicNames } from './topic-names.js';

/** One and no more: in structured mode the whole event is in the value, and each header costs 3 to 4 us of CPU. */
const headers = { 'content-type': 'application/cloudevents+json' };
/** Of one produce request: half of what a broker takes by default, which leaves room for keys and framing. */
const sendBytesMax = 512 * 1024;
/** A transaction takes milliseconds. One that takes longer meets a connection that has gone silent, and a new publisher has a new one. */
const transactionMsMax = 20_000;
/** They take milliseconds; a coordinator that needs longer than two seconds is not well. */
const whileMarkersAreWritten = { when: isConcurrentTransactions, everyMs: 5, timesMax: 400 };

/** A transactional producer that has fenced every earlier one of its lane. After any error it is to be closed. */
export class KafkaLanePublisher implements LanePublisher {
  private end: PublishedUpTo;

  constructor(
    private readonly producer: Producer,
    private readonly names: TopicNames,
    private readonly lane: Lane,
    readonly publishedUpTo: PublishedUpTo,
  ) {
    this.end = publishedUpTo;
  }

  async publish(events: readonly StoredEvent[], end: PublishedUpTo): Promise<void> {
    const { lane } = this;
    const messages = events.map(({ subject, document }) => ({
      partition: lane,
      key: subject,
      value: document,
      headers,
    }));
    await this.inTransaction(async (transaction) => {
      for (const chunk of inChunks(messages, sendBytesMax, ({ value }) => Buffer.byteLength(value))) {
        await transaction.send({ topic: this.names.events, messages: chunk });
      }
      await this.sendCheckpoint(transaction, end);
    });
    this.end = end;
  }

  async keepCheckpoint(): Promise<void> {
    await this.inTransaction((transaction) => this.sendCheckpoint(transaction, this.end));
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
  private async sendCheckpoint(transaction: Transaction, end: PublishedUpTo): Promise<void> {
    const partitions = [checkpointOffset(this.lane, end)];
    const topics = [{ topic: this.names.events, partitions }];
    await askAgain(whileMarkersAreWritten, () =>
      transaction.sendOffsets({ consumerGroupId: this.names.relayGroup, topics }),
    );
  }
}

/** Rejects where it takes too long; what it then does, a closed producer does, which nobody hears. */
async function withinTime(work: Promise<void>): Promise<void> {
  const given = new AbortController();
  const late = sleep(transactionMsMax, undefined, { signal: given.signal }).then(() => {
    throw new Error(`Kafka has not answered a transaction within ${String(transactionMsMax)} ms`);
  });
  late.catch(() => undefined);
  try {
    await Promise.race([work, late]);
  } finally {
    given.abort();
  }
}
