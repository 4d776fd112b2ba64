import { UnusableTopicError } from '@allocator/application';
import type { Log } from '@allocator/runtime';
import kafkajs, { type Admin } from 'kafkajs';
import { askAgain, whileMoving } from './ask-again.js';
import { isNotAuthorized } from './kafka-errors.js';

/** What a setting of a topic must be, so that the topic keeps what this service and its readers need. */
export interface SettingRule {
  readonly setting: string;
  /** Given the effective value, be it the topic's own or the broker's default, and all others. */
  readonly isBroken: (value: string, settings: ReadonlyMap<string, string>) => boolean;
  /** What happens otherwise. */
  readonly otherwise: string;
  /** As an operator sets it. */
  readonly want: string;
}

/** What one produce request of this service takes, twice: records have keys and framing besides. */
const ownBatchBytesMax = 1024 * 1024;
/** A batch is held in memory several times over. */
const commandBatchBytesMax = 64 * 1024 * 1024;

const isCompacted: SettingRule['isBroken'] = (value) => policiesOf(value).includes('compact');
const deletes = (settings: ReadonlyMap<string, string>): boolean =>
  policiesOf(settings.get('cleanup.policy') ?? 'delete').includes('delete');
const isFinite: SettingRule['isBroken'] = (value, settings) => deletes(settings) && Number(value) >= 0;

const takesOwnBatches: SettingRule = {
  setting: 'max.message.bytes',
  isBroken: (value) => Number(value) < ownBatchBytesMax,
  otherwise: 'batches that this service writes can be refused',
  want: `max.message.bytes=${String(ownBatchBytesMax)} or more`,
};

/** Of topics that hold the history. */
export const keepsHistory: readonly SettingRule[] = [
  {
    setting: 'cleanup.policy',
    isBroken: isCompacted,
    otherwise: 'of the records with one key only the last is kept, and the history has gaps',
    want: 'cleanup.policy=delete, with retention.ms=-1 and retention.bytes=-1',
  },
  {
    setting: 'retention.ms',
    isBroken: isFinite,
    otherwise: 'history that is older is deleted',
    want: 'retention.ms=-1',
  },
  {
    setting: 'retention.bytes',
    isBroken: isFinite,
    otherwise: 'history beyond that size is deleted',
    want: 'retention.bytes=-1',
  },
  takesOwnBatches,
];

const keepsEachRecord: SettingRule = {
  setting: 'cleanup.policy',
  isBroken: isCompacted,
  otherwise: 'records without a key are refused, and of those with one key only the last is kept',
  want: 'cleanup.policy=delete',
};

export const keepsCommands: readonly SettingRule[] = [
  keepsEachRecord,
  {
    setting: 'max.message.bytes',
    isBroken: (value) => Number(value) > commandBatchBytesMax,
    otherwise: 'one batch can fill the memory of this service',
    want: `max.message.bytes=${String(commandBatchBytesMax)} or less`,
  },
];

export const keepsAnswers: readonly SettingRule[] = [keepsEachRecord, takesOwnBatches];

/** A topic's settings would lose or hide records. */
export class TopicSettingsError extends UnusableTopicError {
  override readonly name = 'TopicSettingsError';
  constructor(
    readonly topic: string,
    broken: readonly { readonly rule: SettingRule; readonly value: string }[],
  ) {
    const faults = broken.map(
      ({ rule, value }) => `${rule.setting}=${value || '""'}: ${rule.otherwise}. Set ${rule.want}`,
    );
    super(`topic ${topic} has ${faults.join('; ')}`);
  }
}

/** Looks at the settings of topics. One that this process may not see is told once, and taken for right. */
export class TopicSettings {
  private readonly unknown = new Set<string>();

  constructor(private readonly log: Log) {}

  /** Throws `TopicSettingsError`, or what kafkajs throws where Kafka does not answer. */
  async demand(admin: Admin, topic: string, rules: readonly SettingRule[]): Promise<void> {
    const settings = await this.read(admin, topic);
    const broken = rules.flatMap((rule) => {
      const value = settings.get(rule.setting);
      return value !== undefined && rule.isBroken(value, settings) ? [{ rule, value }] : [];
    });
    if (broken.length > 0) throw new TopicSettingsError(topic, broken);
  }

  private async read(admin: Admin, topic: string): Promise<ReadonlyMap<string, string>> {
    const resources = [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic }];
    try {
      const described = await askAgain(whileMoving, () => admin.describeConfigs({ resources, includeSynonyms: false }));
      const entries = described.resources.flatMap(({ configEntries }) => configEntries);
      return new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
    } catch (error) {
      if (!isNotAuthorized(error)) throw error;
      this.tellUnknown(topic);
      return new Map();
    }
  }

  private tellUnknown(topic: string): void {
    if (this.unknown.has(topic)) return;
    this.unknown.add(topic);
    this.log.warn(
      { code: 'topic-settings-unknown', topic },
      'not allowed to read the settings of a topic: grant DescribeConfigs, and see that it loses nothing',
    );
  }
}

function policiesOf(value: string): readonly string[] {
  return value.split(',').map((policy) => policy.trim());
}
