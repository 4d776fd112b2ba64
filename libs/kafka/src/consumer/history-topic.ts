import { randomUUID } from 'node:crypto';
import type { Lane } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import { createKafka, type Kafka } from '../client/create-kafka.js';
import { disconnect } from '../client/disconnect.js';
import type { KafkaAddress } from '../client/kafka-address.js';
import { partitionOffsets } from '../client/partition-offsets.js';
import { withAdmin } from '../client/with-admin.js';
import { TopicNames } from '../topics/topic-names.js';
import { onePartitionAssigner } from './one-partition-assigner.js';
import { readPages } from './read-pages.js';

/** How long a fetch waits for records: an empty one only follows the end of the topic. */
const fetchMsMax = 250;
const bytesPerFetch = 4 * 1024 * 1024;

/** End of a lane's partition. */
interface TopicEnd {
  readonly lane: Lane;
  /** Offset after the last record. Offsets are Kafka's; they are not positions. */
  readonly end: number;
}

/**
 * Reads the published history for verification, without a database: committed records of `<prefix>.events` and
 * `<prefix>.checkpoints`. All methods throw what kafkajs throws if Kafka does not answer.
 */
export class HistoryTopic {
  private readonly kafka: Kafka;
  private readonly names: TopicNames;

  /** Throws `UnusableTopicNameError` for an invalid prefix. */
  constructor(address: KafkaAddress, prefix: string, log: Log) {
    this.kafka = createKafka(address, log);
    this.names = new TopicNames(prefix);
  }

  /** The lanes of the events topic, in order; empty if the topic does not exist. */
  lanes(): Promise<readonly TopicEnd[]> {
    return this.ends(this.names.events);
  }

  /** The event documents of a lane up to the present end of its partition, one page per fetch. Throws for an unreadable batch. */
  events(lane: Lane): AsyncGenerator<readonly string[]> {
    return this.read(this.names.events, lane);
  }

  /** The signed checkpoints of a lane (JWS), in order. Throws for an unreadable batch. */
  async checkpoints(lane: Lane): Promise<readonly string[]> {
    const all: string[] = [];
    for await (const page of this.read(this.names.checkpoints, lane)) all.push(...page);
    return all;
  }

  private ends(topic: string): Promise<readonly TopicEnd[]> {
    return withAdmin(this.kafka, async (admin) => {
      if (!(await admin.listTopics()).includes(topic)) return [];
      const partitions = await partitionOffsets(admin, topic);
      return partitions.map(({ partition, high }) => ({ lane: partition as Lane, end: high }));
    });
  }

  private async *read(topic: string, lane: Lane): AsyncGenerator<readonly string[]> {
    const end = (await this.ends(topic)).find((found) => found.lane === lane)?.end ?? 0;
    if (end === 0) return;
    const groupId = `${this.names.prefix}.history.${randomUUID()}`;
    const consumer = this.kafka.consumer({
      groupId,
      partitionAssigners: [onePartitionAssigner(topic, lane)],
      maxWaitTimeInMs: fetchMsMax,
      maxBytesPerPartition: bytesPerFetch,
      readUncommitted: false,
      allowAutoTopicCreation: false,
    });
    try {
      yield* readPages(consumer, topic, end);
    } finally {
      await disconnect(consumer);
      await withAdmin(this.kafka, (admin) => admin.deleteGroups([groupId])).catch(() => undefined);
    }
  }
}
