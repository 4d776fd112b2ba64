import type { EventTopic, LanePublisher, PublishedUpTo } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import type { Admin, Producer } from 'kafkajs';
import { askAgain, whileMoving } from './ask-again.js';
import { publishedUpToOf } from './checkpoint.js';
import { disconnect } from './disconnect.js';
import { type Kafka, transactionRetry } from './kafka-client.js';
import { KafkaLanePublisher } from './lane-publisher.js';
import { readPublishedTail } from './published-tail.js';
import type { TopicNames } from './topic-names.js';
import { ensureTopics, eventsTopic } from './topics.js';
import { withAdmin } from './with-admin.js';

/** A publisher that is gone holds readers back this long at most, where no other one comes to end its transaction. */
const transactionMsMax = 30_000;
/** The published stream on Kafka: `<prefix>.events`, partition = lane. */
export class KafkaEventTopic implements EventTopic {
  constructor(
    private readonly kafka: Kafka,
    private readonly names: TopicNames,
    private readonly lanes: number,
  ) {}

  /** Creates the topic where it is missing. Throws `TopicPartitionsError`, or what kafkajs throws where Kafka does not answer. */
  openLane(lane: Lane): Promise<LanePublisher> {
    // A client of its own each time: a connection that has gone silent must not be asked again and again.
    return withAdmin(this.kafka, async (admin) => {
      const { names } = this;
      await ensureTopics(admin, [eventsTopic(names, this.lanes)]);
      const producer = this.producerOf(lane);
      try {
        await producer.connect();
        await fence(producer);
        const publishedUpTo =
          (await this.readCheckpoint(admin, lane)) ?? (await readPublishedTail(this.kafka, admin, names, lane));
        return new KafkaLanePublisher(producer, names, lane, publishedUpTo);
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

  private async readCheckpoint(admin: Admin, lane: Lane): Promise<PublishedUpTo | undefined> {
    const asked = { groupId: this.names.relayGroup, topics: [this.names.events] };
    const topics = await askAgain(whileMoving, () => admin.fetchOffsets(asked));
    const committed = topics[0]?.partitions.find(({ partition }) => partition === lane);
    return committed && publishedUpToOf(committed.offset, committed.metadata);
  }
}

/**
 * Connecting fences nobody: only the first transaction takes the transactional id. Kafka answers it once what an earlier
 * publisher left open is aborted, so whatever is read from here on stays as it is.
 */
async function fence(producer: Producer): Promise<void> {
  const first = await producer.transaction();
  await first.abort();
}
