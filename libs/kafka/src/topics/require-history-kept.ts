import type { Kafka } from '../client/create-kafka.js';
import { withAdmin } from '../client/with-admin.js';
import type { TopicSettings } from './topic-settings.js';
import type { TopicSpec } from './topic-spec.js';

/**
 * Checks the settings of the topics that exist, when a process starts. Throws `TopicSettingsError` if a topic would lose history, or
 * what kafkajs throws if Kafka does not answer.
 */
export async function requireHistoryKept(
  kafka: Kafka,
  settings: TopicSettings,
  topics: readonly TopicSpec[],
): Promise<void> {
  await withAdmin(kafka, async (admin) => {
    const existing = new Set(await admin.listTopics());
    for (const { topic, rules } of topics) if (existing.has(topic)) await settings.require(admin, topic, rules);
  });
}
