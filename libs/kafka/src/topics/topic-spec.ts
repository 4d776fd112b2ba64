import type { WwsfId } from '@allocator/domain';
import type { IResourceConfigEntry } from 'kafkajs';
import { type SettingRule, keepsAnswers, keepsCommands, keepsHistory } from './setting-rule.js';
import type { TopicNames } from './topic-names.js';

/**
 * `max.message.bytes` of command topics. Far above the intake's limit for a command: a record that is too large must reach the
 * intake, which writes a dead letter, instead of failing in the WWSF's producer, where operators of this service do not see it.
 */
const commandRecordBytesMax = 16 * 1024 * 1024;

/** A topic as this service needs it. */
export interface TopicSpec {
  readonly topic: string;
  readonly partitions: number;
  /** Settings of a topic that the service creates. */
  readonly config: readonly IResourceConfigEntry[];
  /** Rules for an existing topic, created by this service or by an operator. */
  readonly rules: readonly SettingRule[];
}

/** `<prefix>.events`, one partition per lane, never deleted: readers verify their copy of the history against it. */
export function eventsTopic(names: TopicNames, lanes: number): TopicSpec {
  const config = [
    { name: 'retention.ms', value: '-1' },
    { name: 'retention.bytes', value: '-1' },
  ];
  return { topic: names.events, partitions: lanes, config, rules: keepsHistory };
}

/** `<prefix>.checkpoints`, kept as long as the events whose hashes it signs. */
export function checkpointsTopic(names: TopicNames, lanes: number): TopicSpec {
  return { ...eventsTopic(names, lanes), topic: names.checkpoints };
}

/** The topics of one WWSF: commands, which it writes, and outcomes, which it reads. Throws `UnusableTopicNameError`. */
export function tenantTopics(names: TopicNames, lanes: number, wwsfId: WwsfId): readonly TopicSpec[] {
  const config = [{ name: 'max.message.bytes', value: String(commandRecordBytesMax) }];
  return [
    { topic: names.commands(wwsfId), partitions: lanes, config, rules: keepsCommands },
    { topic: names.outcomes(wwsfId), partitions: lanes, config: [], rules: keepsAnswers },
  ];
}

/** `<prefix>.commands.dead-letter`, shared by all WWSFs. */
export function deadLetterTopic(names: TopicNames): TopicSpec {
  return { topic: names.deadLetter, partitions: 1, config: [], rules: keepsAnswers };
}
