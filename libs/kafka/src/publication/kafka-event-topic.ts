import type { EventTopic, LanePublisher } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import type { Admin, Producer } from 'kafkajs';
import { askAgain, whileMoving } from '../client/ask-again.js';
import { type Checkpoint, checkpointOf } from './relay-checkpoint.js';
import { disconnect } from '../client/disconnect.js';
import { type Kafka, transactionRetry } from '../client/create-kafka.js';
import { KafkaLanePublisher } from './kafka-lane-publisher.js';
import { PublishedTailError, boundsOf, readPublishedTail } from './read-published-tail.js';
import type { TopicNames } from '../topics/topic-names.js';
import type { TopicSettings } from '../topics/topic-settings.js';
import { ensureUsableTopics, eventsTopic } from '../topics/ensure-topics.js';
import { withAdmin } from '../client/with-admin.js';
import { withinTime } from './with-transaction-timeout.js';

/** A publisher that is gone holds readers back this long at most, where no other one comes to end its transaction. */
const transactionMsMax = 30_000;
/** The published stream on Kafka: `<prefix>.events`, partition = lane. */
export class KafkaEventTopic implements EventTopic {
  constructor(
    private readonly kafka: Kafka,
    private readonly names: TopicNames,
    private readonly lanes: number,
    private readonly settings: TopicSettings,
  ) {}

  /** Creates the topic where it is missing. Throws `UnusableTopicError`, or what kafkajs throws where Kafka does not answer. */
  openLane(lane: Lane): Promise<LanePublisher> {
    // A client of its own each time: a connection that has gone silent must not be asked again and again.
    return withAdmin(this.kafka, async (admin) => {
      const { names } = this;
      await ensureUsableTopics(admin, this.settings, [eventsTopic(names, this.lanes)]);
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
   * The checkpoint is believed where the partition ended as it says. Otherwise something lies behind it, or it is missing: then what
   * readers get tells how far the lane is published.
   */
  private async findCheckpoint(admin: Admin, producer: Producer, lane: Lane): Promise<Checkpoint> {
    const { names } = this;
    const ended = await endWhatIsOpen(producer, admin, names.events, lane);
    const checkpoint = await this.readCheckpoint(admin, lane);
    // Its record and the marker of its end.
    const end = ended + 2;
    if (checkpoint?.end === ended) return { ...checkpoint, end };
    const publishedUpTo = (await readPublishedTail(this.kafka, admin, names, lane)) ?? checkpoint?.publishedUpTo;
    if (publishedUpTo !== undefined) return { publishedUpTo, end };
    throw new PublishedTailError(
      `partition ${String(lane)} of ${names.events} has lost its first records, and the checkpoint is missing: ` +
        'nobody can tell which events were published. Publish anew under another topic prefix',
    );
  }

  private async readCheckpoint(admin: Admin, lane: Lane): Promise<Checkpoint | undefined> {
    const asked = { groupId: this.names.relayGroup, topics: [this.names.events] };
    const topics = await askAgain(whileMoving, () => admin.fetchOffsets(asked));
    const committed = topics[0]?.partitions.find(({ partition }) => partition === lane);
    return committed && checkpointOf(committed.offset, committed.metadata);
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

/**
 * Writes a record that is aborted: with its marker ends, as aborted too, whatever an earlier publisher has left open in the
 * partition. Kafka 4.3 notes a transaction as ended and writes no marker where the partition has no leader at that moment; the next
 * commit under this transactional id would publish what was aborted. Returns the record's offset, where the partition ended before.
 */
async function endWhatIsOpen(producer: Producer, admin: Admin, topic: string, lane: Lane): Promise<number> {
  const transaction = await producer.transaction();
  const sendAndAbort = async (): Promise<number> => {
    const [sent] = await transaction.send({ topic, messages: [{ key: null, value: null }] });
    await transaction.abort();
    return Number(sent?.baseOffset);
  };
  const offset = await withinTime(sendAndAbort());
  // A committed reader gets no further than the first record of an open transaction.
  await askAgain(whileMarkersAreWritten, async () => {
    if (!((await boundsOf(admin, topic, lane)).high > offset)) throw new StillOpenError();
  });
  return offset;
}

/** The marker that ends a transaction is not in the partition yet. */
class StillOpenError extends Error {
  override readonly name = 'StillOpenError';
  override readonly message = 'Kafka has not written the end of a transaction into the partition';
}

/** It takes milliseconds. */
const whileMarkersAreWritten = {
  when: (error: unknown) => error instanceof StillOpenError,
  everyMs: 5,
  timesMax: 1_000,
};
