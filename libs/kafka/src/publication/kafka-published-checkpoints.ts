import type { PublishedCheckpoints, PublishedUpTo } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import { askAgain, whileMoving } from '../client/ask-again.js';
import { checkpointOf } from './relay-checkpoint.js';
import type { Kafka } from '../client/create-kafka.js';
import type { TopicNames } from '../topics/topic-names.js';
import { withAdmin } from '../client/with-admin.js';

/** The relay's checkpoints, read without becoming a publisher. */
export class KafkaPublishedCheckpoints implements PublishedCheckpoints {
  constructor(
    private readonly kafka: Kafka,
    private readonly names: TopicNames,
  ) {}

  async publishedUpTo(): Promise<ReadonlyMap<Lane, PublishedUpTo>> {
    const asked = { groupId: this.names.relayGroup, topics: [this.names.events] };
    const topics = await withAdmin(this.kafka, async (admin) => {
      // Nobody has published anything where there is no topic yet.
      if (!(await admin.listTopics()).includes(this.names.events)) return [];
      return askAgain(whileMoving, () => admin.fetchOffsets(asked));
    });
    const found = new Map<Lane, PublishedUpTo>();
    for (const { partition, offset, metadata } of topics[0]?.partitions ?? []) {
      const checkpoint = checkpointOf(offset, metadata);
      if (checkpoint !== undefined) found.set(partition as Lane, checkpoint.publishedUpTo);
    }
    return found;
  }
}
