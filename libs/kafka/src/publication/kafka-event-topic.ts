import type { EventTopic, LanePublisher } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import type { Admin, Producer, RetryOptions } from 'kafkajs';
import { committedOffsets } from '../client/committed-offsets.js';
import type { Kafka } from '../client/create-kafka.js';
import { disconnect } from '../client/disconnect.js';
import { withAdmin } from '../client/with-admin.js';
import { ensureHistoryTopic } from '../topics/ensure-topics.js';
import type { TopicNames } from '../topics/topic-names.js';
import type { TopicSettings } from '../topics/topic-settings.js';
import { eventsTopic } from '../topics/topic-spec.js';
import { endOpenTransactions } from './end-open-transactions.js';
import { KafkaLanePublisher } from './kafka-lane-publisher.js';
import { PublishedTailError } from './published-tail-error.js';
import { readPublishedTail } from './read-published-tail.js';
import { type RelayCheckpoint, checkpointOf } from './relay-checkpoint.js';

/** How long a transaction of a dead publisher delays readers at most, if no other publisher ends it. */
const transactionMsMax = 30_000;

/**
 * After a commit, Kafka answers CONCURRENT_TRANSACTIONS until the markers are written, a few milliseconds later. kafkajs's default
 * first pause of 300 ms would be most of the duration of a transaction.
 */
const transactionRetry: RetryOptions = {
  initialRetryTime: 4,
  multiplier: 1.5,
  factor: 0.2,
  maxRetryTime: 500,
  retries: 14,
};

/** The published events on Kafka: `<prefix>.events`, partition = lane. */
export class KafkaEventTopic implements EventTopic {
  constructor(
    private readonly kafka: Kafka,
    private readonly names: TopicNames,
    private readonly lanes: number,
    private readonly settings: TopicSettings,
  ) {}

  /**
   * Creates the topic if it is missing. Throws `UnusableTopicError`, `PublishedTailError`, or what kafkajs throws if Kafka does not
   * answer.
   */
  openLane(lane: Lane): Promise<LanePublisher> {
    // A new client each time: a connection that has gone silent is not used again.
    return withAdmin(this.kafka, async (admin) => {
      const { names } = this;
      await ensureHistoryTopic(admin, this.settings, eventsTopic(names, this.lanes));
      const producer = this.producerOf(lane);
      try {
        await producer.connect();
        await fence(producer);
        const checkpoint = await this.findCheckpoint(admin, producer, lane);
        return new KafkaLanePublisher(producer, names, lane, checkpoint);
      } catch (error) {
        await disconnect(producer);
        throw error;
      }
    });
  }

  private producerOf(lane: Lane): Producer {
    return this.kafka.producer({
      transactionalId: this.names.transactionalId(lane),
      idempotent: true,
      maxInFlightRequests: 1,
      transactionTimeout: transactionMsMax,
      allowAutoTopicCreation: false,
      retry: transactionRetry,
      createPartitioner: () => () => lane,
    });
  }

  /**
   * Uses the committed checkpoint if the partition ends where the checkpoint says. Otherwise records were added after it, or it is
   * missing: then the last record that readers get shows how far the lane is published.
   */
  private async findCheckpoint(admin: Admin, producer: Producer, lane: Lane): Promise<RelayCheckpoint> {
    const { names } = this;
    const formerEnd = await endOpenTransactions(producer, admin, names.events, lane);
    const checkpoint = await this.readCheckpoint(admin, lane);
    // The aborted record and its marker.
    const end = formerEnd + 2;
    if (checkpoint?.end === formerEnd) return { publishedUpTo: checkpoint.publishedUpTo, end };
    const publishedUpTo = (await readPublishedTail(this.kafka, admin, names, lane)) ?? checkpoint?.publishedUpTo;
    if (publishedUpTo !== undefined) return { publishedUpTo, end };
    throw new PublishedTailError(
      `partition ${String(lane)} of ${names.events} has lost its first records, and the checkpoint is missing: ` +
        'it is unknown which events were published. Publish them again under another topic prefix',
    );
  }

  private async readCheckpoint(admin: Admin, lane: Lane): Promise<RelayCheckpoint | undefined> {
    const partitions = await committedOffsets(admin, this.names.relayGroup, this.names.events);
    const committed = partitions.find(({ partition }) => partition === lane);
    return committed && checkpointOf(committed.offset, committed.metadata);
  }
}

/**
 * Fences all earlier publishers of the lane. Connecting does not: only the first transaction takes the transactional id. Kafka
 * answers after the open transaction of an earlier publisher is aborted, so what is read afterwards does not change.
 */
async function fence(producer: Producer): Promise<void> {
  const first = await producer.transaction();
  await first.abort();
}
