import { UnusableTopicError } from '@allocator/application';
import type { Log } from '@allocator/runtime';
import kafkajs, { type Admin } from 'kafkajs';
import { askAgain, whileMoving } from '../client/ask-again.js';
import { isNotAuthorized } from '../client/kafka-errors.js';

/** A required value of a topic setting. */
export interface SettingRule {
  readonly setting: string;
  /** Gets the effective value (the topic's own or the broker's default) and all other settings. */
  readonly isBroken: (value: string, settings: ReadonlyMap<string, string>) => boolean;
  /** The consequence of another value. */
  readonly otherwise: string;
  /** The setting as an operator writes it. */
  readonly want: string;
}

/** Twice the size of a produce request of this service, to allow for keys and framing. */
const ownBatchBytesMax = 1024 * 1024;
/** Several copies of a batch are in memory at a time. */
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

/** Rules of the topics that hold the history. */
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

/** A topic has settings that lose or hide records. */
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

/** Checks the settings of topics. Settings that this process may not read are logged once and assumed to be correct. */
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
      'not allowed to read the settings of a topic: grant DescribeConfigs, and check that they lose no records',
    );
  }
}

function policiesOf(value: string): readonly string[] {
  return value.split(',').map((policy) => policy.trim());
}
