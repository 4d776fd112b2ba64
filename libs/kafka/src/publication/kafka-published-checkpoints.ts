import type { PublishedCheckpoints, PublishedUpTo } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import { committedOffsets } from '../client/committed-offsets.js';
import { checkpointOf } from './relay-checkpoint.js';
import type { Kafka } from '../client/create-kafka.js';
import type { TopicNames } from '../topics/topic-names.js';
import { withAdmin } from '../client/with-admin.js';

/** Reads the relay's checkpoints without becoming a publisher. */
export class KafkaPublishedCheckpoints implements PublishedCheckpoints {
  constructor(
    private readonly kafka: Kafka,
    private readonly names: TopicNames,
  ) {}

  /** Throws what kafkajs throws if Kafka does not answer. */
  async publishedUpTo(): Promise<ReadonlyMap<Lane, PublishedUpTo>> {
    const { events, relayGroup } = this.names;
    const partitions = await withAdmin(this.kafka, async (admin) => {
      // Without the topic, nothing has been published.
      if (!(await admin.listTopics()).includes(events)) return [];
      return committedOffsets(admin, relayGroup, events);
    });
    const found = new Map<Lane, PublishedUpTo>();
    for (const { partition, offset, metadata } of partitions) {
      const checkpoint = checkpointOf(offset, metadata);
      if (checkpoint !== undefined) found.set(partition as Lane, checkpoint.publishedUpTo);
    }
    return found;
  }
}
