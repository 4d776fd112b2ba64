import type { WwsfId } from '@allocator/domain';
import type { Kafka } from '../client/create-kafka.js';
import { withAdmin } from '../client/with-admin.js';
import { topicFaults } from './ensure-topics.js';
import { type TopicNames, UnusableTopicNameError } from './topic-names.js';
import { TopicPartitionsError } from './topic-partitions-error.js';
import { type TopicSpec, checkpointsTopic, deadLetterTopic, eventsTopic, tenantTopics } from './topic-spec.js';

/**
 * Creates all topics of the service when a process starts. Throws `TopicPartitionsError` for a topic that all tenants share: the process
 * must not start. Any other error means that Kafka does not answer: each role creates its topics when Kafka answers again. A fault of one
 * WWSF's topic, and a topic that Kafka refuses to create, are reported by the role that needs it.
 */
export async function ensureAllTopics(
  kafka: Kafka,
  names: TopicNames,
  lanes: number,
  wwsfIds: readonly WwsfId[],
): Promise<void> {
  const tenants = wwsfIds.flatMap((wwsfId) => topicsOfTenant(names, lanes, wwsfId));
  const shared = [eventsTopic(names, lanes), checkpointsTopic(names, lanes), deadLetterTopic(names)];
  const faults = await withAdmin(kafka, (admin) => topicFaults(admin, [...shared, ...tenants]));
  for (const { topic } of shared) {
    const fault = faults.get(topic);
    if (fault instanceof TopicPartitionsError) throw fault;
  }
}

/** None for a WWSF whose id is no topic name: its intake reports that, and the other WWSFs are not affected. */
function topicsOfTenant(names: TopicNames, lanes: number, wwsfId: WwsfId): readonly TopicSpec[] {
  try {
    return tenantTopics(names, lanes, wwsfId);
  } catch (error) {
    if (error instanceof UnusableTopicNameError) return [];
    throw error;
  }
}
