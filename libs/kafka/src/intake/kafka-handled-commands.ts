import type { HandledCommands } from '@allocator/application';
import type { WwsfId } from '@allocator/domain';
import { answeredUpTo } from './intake-offsets.js';
import type { Kafka } from '../client/create-kafka.js';
import { partitionOffsets } from '../client/partition-offsets.js';
import type { TopicNames } from '../topics/topic-names.js';
import { withAdmin } from '../client/with-admin.js';

/** Deletes answered commands from the command topics: commands contain references to the WWSF's users. */
export class KafkaHandledCommands implements HandledCommands {
  constructor(
    private readonly kafka: Kafka,
    private readonly names: TopicNames,
  ) {}

  forget(wwsfId: WwsfId): Promise<void> {
    const { names } = this;
    const topic = names.commands(wwsfId);
    return withAdmin(this.kafka, async (admin) => {
      if (!(await admin.listTopics()).includes(topic)) return;
      const answered = await answeredUpTo(admin, names, wwsfId);
      const partitions = (await partitionOffsets(admin, topic)).flatMap(({ partition, low }) => {
        const offset = answered.get(partition);
        return offset !== undefined && Number(offset) > low ? [{ partition, offset }] : [];
      });
      if (partitions.length > 0) await admin.deleteTopicRecords({ topic, partitions });
    });
  }
}
