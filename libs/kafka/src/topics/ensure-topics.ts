import type { Admin } from 'kafkajs';
import { leaderNotReady, retryWhile } from '../client/retry-while.js';
import { createTopics } from './create-topics.js';
import { TopicCollisionError } from './topic-collision-error.js';
import { TopicPartitionsError } from './topic-partitions-error.js';
import type { TopicSettings } from './topic-settings.js';
import type { TopicSpec } from './topic-spec.js';

/**
 * Creates the topics that are missing. Throws `TopicPartitionsError`, `TopicCollisionError`, or Kafka's reason for not creating a
 * topic. Existing topics are never changed.
 */
export async function ensureTopics(admin: Admin, wanted: readonly TopicSpec[]): Promise<void> {
  const [fault] = (await topicFaults(admin, wanted)).values();
  if (fault !== undefined) throw fault;
}

/** Like `ensureTopics`, and checks the settings: for writers of the topics. Also throws `TopicSettingsError`. */
export async function ensureUsableTopics(
  admin: Admin,
  settings: TopicSettings,
  wanted: readonly TopicSpec[],
): Promise<void> {
  await ensureTopics(admin, wanted);
  for (const { topic, rules } of wanted) await settings.require(admin, topic, rules);
}

/** Like `ensureUsableTopics`, for a topic that holds history: also warns if it can be lost with one broker. */
export async function ensureHistoryTopic(admin: Admin, settings: TopicSettings, wanted: TopicSpec): Promise<void> {
  await ensureUsableTopics(admin, settings, [wanted]);
  await settings.examineReplication(admin, wanted.topic);
}

/**
 * Creates the topics that are missing.
 * @returns faults by topic: `UnusableTopicError`, or the error with which Kafka refused to create it
 */
export async function topicFaults(admin: Admin, wanted: readonly TopicSpec[]): Promise<ReadonlyMap<string, Error>> {
  const existing = new Set(await admin.listTopics());
  const missing = wanted.filter(({ topic }) => !existing.has(topic));
  // A broker may not know yet a topic that another broker has just created.
  const faults = new Map<string, Error>(await retryWhile(leaderNotReady, () => createTopics(admin, missing)));
  const collisions = faults.size === 0 ? new Map<string, Error>() : collisionsOf(missing, await admin.listTopics());
  for (const [topic, collision] of collisions) if (faults.has(topic)) faults.set(topic, collision);
  const usable = wanted.filter(({ topic }) => !faults.has(topic));
  const request = { topics: usable.map(({ topic }) => topic) };
  const { topics } = await retryWhile(leaderNotReady, () => admin.fetchTopicMetadata(request));
  const partitionsOf = new Map(topics.map(({ name, partitions }) => [name, partitions.length]));
  for (const { topic, partitions } of usable) {
    const found = partitionsOf.get(topic) ?? 0;
    if (found !== partitions) faults.set(topic, new TopicPartitionsError(topic, found, partitions));
  }
  return faults;
}

function collisionsOf(missing: readonly TopicSpec[], existing: readonly string[]): ReadonlyMap<string, Error> {
  const folded = new Map(existing.map((topic) => [topic.replaceAll('.', '_'), topic]));
  return new Map(
    missing.flatMap(({ topic }) => {
      const other = folded.get(topic.replaceAll('.', '_'));
      return other === undefined || other === topic ? [] : [[topic, new TopicCollisionError(topic, other)]];
    }),
  );
}
