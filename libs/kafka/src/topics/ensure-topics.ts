import { UnusableTopicError } from '@allocator/application';
import type { WwsfId } from '@allocator/domain';
import type { Admin, IResourceConfigEntry } from 'kafkajs';
import { askAgain, whileMoving } from '../client/ask-again.js';
import type { Kafka } from '../client/create-kafka.js';
import { type TopicNames, UnusableTopicNameError } from './topic-names.js';
import { type SettingRule, type TopicSettings, keepsAnswers, keepsCommands, keepsHistory } from './topic-settings.js';
import { withAdmin } from '../client/with-admin.js';

/**
 * A command over the intake's own limit must still reach it, to be answered by a dead letter instead of by a producer's
 * error that nobody here sees.
 */
const commandRecordBytesMax = 16 * 1024 * 1024;
/** Kafka's own words for the broker's default. */
const brokerDefault = -1;

/** A topic as this service needs it. */
export interface TopicSpec {
  readonly topic: string;
  readonly partitions: number;
  /** Settings of a topic that the service creates. */
  readonly config: readonly IResourceConfigEntry[];
  /** Rules for an existing topic, whoever created it. */
  readonly rules: readonly SettingRule[];
}

/** The topic is there with another number of partitions: lanes would be found on the wrong ones. */
export class TopicPartitionsError extends UnusableTopicError {
  override readonly name = 'TopicPartitionsError';
  constructor(
    readonly topic: string,
    readonly partitions: number,
    readonly lanes: number,
  ) {
    super(
      `topic ${topic} has ${String(partitions)} partitions, but the service has ${String(lanes)} lanes, one partition each. ` +
        'Set LANES to what the database was created with; if that is what it is, give the service a topic prefix of its own ' +
        '(KAFKA_TOPIC_PREFIX), or remove the topic where nobody needs its records, and it is created anew',
    );
  }
}

/** Kafka treats a dot and an underscore in topic names as equal, because its metric names contain no dots. */
export class TopicCollisionError extends UnusableTopicError {
  override readonly name = 'TopicCollisionError';
  constructor(
    readonly topic: string,
    readonly present: string,
  ) {
    super(
      `topic ${topic} cannot be created beside ${present}: Kafka treats dots and underscores in topic names as equal. ` +
        'Use another wwsfId in the agreements of one of the two WWSFs',
    );
  }
}

/** The published stream is kept for ever: it is the history that readers prove theirs by. */
export function eventsTopic(names: TopicNames, lanes: number): TopicSpec {
  const config = [
    { name: 'retention.ms', value: '-1' },
    { name: 'retention.bytes', value: '-1' },
  ];
  return { topic: names.events, partitions: lanes, config, rules: keepsHistory };
}

/** Kept for as long as the events that they vouch for. */
export function checkpointsTopic(names: TopicNames, lanes: number): TopicSpec {
  return { ...eventsTopic(names, lanes), topic: names.checkpoints };
}

/** What one WWSF writes, and what it reads. Throws `UnusableTopicNameError`. */
export function tenantTopics(names: TopicNames, lanes: number, wwsfId: WwsfId): readonly TopicSpec[] {
  const config = [{ name: 'max.message.bytes', value: String(commandRecordBytesMax) }];
  return [
    { topic: names.commands(wwsfId), partitions: lanes, config, rules: keepsCommands },
    { topic: names.outcomes(wwsfId), partitions: lanes, config: [], rules: keepsAnswers },
  ];
}

export function deadLetterTopic(names: TopicNames): TopicSpec {
  return { topic: names.deadLetter, partitions: 1, config: [], rules: keepsAnswers };
}

/**
 * Creates the topics that are missing; nothing that is there is ever changed.
 * @returns faults by topic: `UnusableTopicError`, or the error with which Kafka refused to create it
 */
async function prepareTopics(admin: Admin, wanted: readonly TopicSpec[]): Promise<ReadonlyMap<string, Error>> {
  const present = new Set(await admin.listTopics());
  const missing = wanted.filter(({ topic }) => !present.has(topic));
  // A broker may not know yet a topic that another broker has just created.
  const faults = new Map(await askAgain(whileMoving, () => createTopics(admin, missing)));
  const colliding = faults.size === 0 ? new Map<string, Error>() : collisions(missing, await admin.listTopics());
  for (const [topic, collision] of colliding) if (faults.has(topic)) faults.set(topic, collision);
  const there = wanted.filter(({ topic }) => !faults.has(topic));
  const asked = { topics: there.map(({ topic }) => topic) };
  const { topics } = await askAgain(whileMoving, () => admin.fetchTopicMetadata(asked));
  const partitionsOf = new Map(topics.map(({ name, partitions }) => [name, partitions.length]));
  for (const { topic, partitions } of there) {
    const found = partitionsOf.get(topic) ?? 0;
    if (found !== partitions) faults.set(topic, new TopicPartitionsError(topic, found, partitions));
  }
  return faults;
}

/** Creates the topics that are missing. Throws `TopicPartitionsError` where one differs, or why Kafka does not create it. */
export async function ensureTopics(admin: Admin, wanted: readonly TopicSpec[]): Promise<void> {
  const [fault] = (await prepareTopics(admin, wanted)).values();
  if (fault !== undefined) throw fault;
}

/** Like `ensureTopics`, and checks the settings: for writers of the topics. Also throws `TopicSettingsError`. */
export async function ensureUsableTopics(
  admin: Admin,
  settings: TopicSettings,
  wanted: readonly TopicSpec[],
): Promise<void> {
  await ensureTopics(admin, wanted);
  for (const { topic, rules } of wanted) await settings.demand(admin, topic, rules);
}

function collisions(missing: readonly TopicSpec[], present: readonly string[]): ReadonlyMap<string, Error> {
  const folded = new Map(present.map((topic) => [topic.replaceAll('.', '_'), topic]));
  return new Map(
    missing.flatMap(({ topic }) => {
      const other = folded.get(topic.replaceAll('.', '_'));
      return other === undefined || other === topic ? [] : [[topic, new TopicCollisionError(topic, other)]];
    }),
  );
}

/** Why which topics were not created. That another process creates one at the same moment is no fault. */
async function createTopics(admin: Admin, missing: readonly TopicSpec[]): Promise<ReadonlyMap<string, Error>> {
  const faults = new Map<string, TopicFault>();
  if (missing.length === 0) return faults;
  try {
    await admin.createTopics({
      topics: missing.map(({ topic, partitions, config }) => ({
        topic,
        numPartitions: partitions,
        replicationFactor: brokerDefault,
        configEntries: [...config],
      })),
      waitForLeaders: true,
    });
  } catch (error) {
    if (!isTopicFaults(error)) throw error;
    for (const fault of error.errors) {
      if (fault.type !== 'TOPIC_ALREADY_EXISTS') faults.set(fault.topic, fault);
    }
  }
  return faults;
}

/** Kafka's error for one topic of a request: KafkaJSCreateTopicError, which is missing in the types of kafkajs. */
export function isTopicFault(error: unknown): error is TopicFault {
  return error instanceof Error && error.name === 'KafkaJSCreateTopicError';
}

interface TopicFault extends Error {
  readonly topic: string;
  readonly type: string;
}

/** By its name: Node finds no KafkaJSAggregateError among the exports of kafkajs, a CommonJS module. The other topics are created. */
function isTopicFaults(error: unknown): error is { readonly errors: readonly TopicFault[] } {
  return error instanceof Error && error.name === 'KafkaJSAggregateError' && 'errors' in error;
}

/** A tenant that cannot have topics is passed over: the intake tells of it, and it stops nobody else. */
function topicsOfTenant(names: TopicNames, lanes: number, wwsfId: WwsfId): readonly TopicSpec[] {
  try {
    return tenantTopics(names, lanes, wwsfId);
  } catch (error) {
    if (error instanceof UnusableTopicNameError) return [];
    throw error;
  }
}

/**
 * For a process that starts: creates all topics of the service. Throws `TopicPartitionsError`, upon which it must not
 * start; any other error means that Kafka does not answer, and each role creates what it needs once it does. What Kafka
 * refuses to create is told by the role that needs it.
 */
export async function ensureAllTopics(
  kafka: Kafka,
  names: TopicNames,
  lanes: number,
  wwsfIds: readonly WwsfId[],
): Promise<void> {
  const tenants = wwsfIds.flatMap((wwsfId) => topicsOfTenant(names, lanes, wwsfId));
  const wanted = [eventsTopic(names, lanes), checkpointsTopic(names, lanes), deadLetterTopic(names), ...tenants];
  const faults = await withAdmin(kafka, (admin) => prepareTopics(admin, wanted));
  for (const fault of faults.values()) if (fault instanceof TopicPartitionsError) throw fault;
}

/** For the start of a process: throws `TopicSettingsError` if the topics would lose history. */
export async function demandHistoryKept(
  kafka: Kafka,
  settings: TopicSettings,
  topics: readonly TopicSpec[],
): Promise<void> {
  await withAdmin(kafka, async (admin) => {
    const present = new Set(await admin.listTopics());
    for (const { topic, rules } of topics) if (present.has(topic)) await settings.demand(admin, topic, rules);
  });
}
