import type { HandledCommands } from '@allocator/application';
import type { WwsfId } from '@allocator/domain';
import { askAgain, whileMoving } from './ask-again.js';
import type { Kafka } from './kafka-client.js';
import type { TopicNames } from './topic-names.js';
import { withAdmin } from './with-admin.js';

/** Commands name a WWSF's users; once they were answered nobody reads them again. */
export class KafkaHandledCommands implements HandledCommands {
  constructor(
    private readonly kafka: Kafka,
    private readonly names: TopicNames,
  ) {}

  forget(wwsfId: WwsfId): Promise<void> {
    const topic = this.names.commands(wwsfId);
    return withAdmin(this.kafka, async (admin) => {
      if (!(await admin.listTopics()).includes(topic)) return;
      const asked = { groupId: this.names.intakeGroup, topics: [topic] };
      const [committed] = await askAgain(whileMoving, () => admin.fetchOffsets(asked));
      const bounds = new Map(
        (await admin.fetchTopicOffsets(topic)).map(({ partition, low }) => [partition, Number(low)]),
      );
      const partitions = (committed?.partitions ?? []).filter(
        ({ partition, offset }) => Number(offset) > (bounds.get(partition) ?? 0),
      );
      if (partitions.length > 0) await admin.deleteTopicRecords({ topic, partitions });
    });
  }
}
