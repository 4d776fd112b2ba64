import { UnusableTopicError } from '@allocator/application';
import type { Log } from '@allocator/runtime';
import kafkajs, { type Admin } from 'kafkajs';
import { leaderNotReady, retryWhile } from '../client/retry-while.js';
import { someCause } from '../client/some-cause.js';
import { type BrokenRule, type SettingRule, brokenRules, faultOf, survivesBrokerLoss } from './setting-rule.js';

/** A topic has settings that lose or hide records. The message says which, what would happen, and what to set. */
class TopicSettingsError extends UnusableTopicError {
  override readonly name = 'TopicSettingsError';
  constructor(
    readonly topic: string,
    broken: readonly BrokenRule[],
  ) {
    super(`topic ${topic} has ${broken.map(faultOf).join('; ')}`);
  }
}

/** Checks the settings of topics. Settings that this process is not allowed to read are logged once and assumed to be correct. */
export class TopicSettings {
  private readonly unknown = new Set<string>();
  /** Topics whose replication was examined. */
  private readonly examined = new Set<string>();

  constructor(private readonly log: Log) {}

  /** Throws `TopicSettingsError` if a rule is broken, or what kafkajs throws if Kafka does not answer. */
  async require(admin: Admin, topic: string, rules: readonly SettingRule[]): Promise<void> {
    const settings = await this.read(admin, topic);
    const broken = brokenRules(settings, rules);
    if (broken.length > 0) throw new TopicSettingsError(topic, broken);
  }

  /**
   * Logs a warning if the loss of one of several brokers would lose records of this topic or stop publication, once a topic. No reason
   * to refuse the topic: the store has the same history. Throws what kafkajs throws if Kafka does not answer.
   */
  async examineReplication(admin: Admin, topic: string): Promise<void> {
    if (this.examined.has(topic)) return;
    const { brokers } = await admin.describeCluster();
    const { topics } = await retryWhile(leaderNotReady, () => admin.fetchTopicMetadata({ topics: [topic] }));
    const replicas = topics.flatMap(({ partitions }) => partitions.map((partition) => partition.replicas.length));
    const settings = new Map(await this.read(admin, topic));
    settings.set('replication.factor', String(Math.min(...replicas)));
    const faults = brokers.length > 1 ? brokenRules(settings, survivesBrokerLoss).map(faultOf) : [];
    // Lanes are opened side by side.
    if (this.examined.has(topic)) return;
    this.examined.add(topic);
    if (faults.length === 0) return;
    this.log.warn(
      { code: 'history-can-be-lost', topic, brokers: brokers.length, faults },
      'the loss of one broker can lose published events, or stop publication',
    );
  }

  private async read(admin: Admin, topic: string): Promise<ReadonlyMap<string, string>> {
    const resources = [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic }];
    const request = { resources, includeSynonyms: false };
    try {
      const described = await retryWhile(leaderNotReady, () => admin.describeConfigs(request));
      const entries = described.resources.flatMap(({ configEntries }) => configEntries);
      return new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
    } catch (error) {
      if (!isNotAuthorized(error)) throw error;
      this.logUnknown(topic);
      return new Map();
    }
  }

  private logUnknown(topic: string): void {
    if (this.unknown.has(topic)) return;
    this.unknown.add(topic);
    this.log.warn(
      { code: 'topic-settings-unknown', topic },
      'not authorized to read the settings of a topic: grant DescribeConfigs, and check that the settings lose no records',
    );
  }
}

/** A missing ACL, which an operator must grant. */
function isNotAuthorized(error: unknown): boolean {
  return someCause(error, ({ type }) => String(type).endsWith('_AUTHORIZATION_FAILED'));
}
