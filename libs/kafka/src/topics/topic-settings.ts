import { UnusableTopicError } from '@allocator/application';
import type { Log } from '@allocator/runtime';
import kafkajs, { type Admin } from 'kafkajs';
import { leaderNotReady, retryWhile } from '../client/retry-while.js';
import { someCause } from '../client/some-cause.js';
import type { SettingRule } from './setting-rule.js';

/** A topic has settings that lose or hide records. The message says which, what would happen, and what to set. */
class TopicSettingsError extends UnusableTopicError {
  override readonly name = 'TopicSettingsError';
  constructor(
    readonly topic: string,
    broken: readonly { readonly rule: SettingRule; readonly value: string }[],
  ) {
    const faults = broken.map(({ rule, value }) => {
      const { setting, consequence, required } = rule;
      return `${setting}=${value || '""'}: ${consequence}. Set ${required}`;
    });
    super(`topic ${topic} has ${faults.join('; ')}`);
  }
}

/** Checks the settings of topics. Settings that this process is not allowed to read are logged once and assumed to be correct. */
export class TopicSettings {
  private readonly unknown = new Set<string>();

  constructor(private readonly log: Log) {}

  /** Throws `TopicSettingsError` if a rule is broken, or what kafkajs throws if Kafka does not answer. */
  async require(admin: Admin, topic: string, rules: readonly SettingRule[]): Promise<void> {
    const settings = await this.read(admin, topic);
    const broken = rules.flatMap((rule) => {
      const value = settings.get(rule.setting);
      return value !== undefined && rule.isBroken(value, settings) ? [{ rule, value }] : [];
    });
    if (broken.length > 0) throw new TopicSettingsError(topic, broken);
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
