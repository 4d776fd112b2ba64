/** A required value of a topic setting. */
export interface SettingRule {
  /** Name of the setting, as in `cleanup.policy`. */
  readonly setting: string;
  /** Gets the effective value (the topic's own or the broker's default) and all settings by name. */
  readonly isBroken: (value: string, settings: ReadonlyMap<string, string>) => boolean;
  /** The consequence of another value. */
  readonly consequence: string;
  /** The setting as an operator writes it. */
  readonly required: string;
}

/** Twice the bytes of a produce request of this service, to allow for keys and framing. */
const ownBatchBytesMax = 1024 * 1024;
/** Several copies of a batch are in memory at the same time. */
const commandBatchBytesMax = 64 * 1024 * 1024;

const isCompacted: SettingRule['isBroken'] = (value) => policiesOf(value).includes('compact');
const isFinite: SettingRule['isBroken'] = (value, settings) =>
  policiesOf(settings.get('cleanup.policy') ?? 'delete').includes('delete') && Number(value) >= 0;

const takesOwnBatches: SettingRule = {
  setting: 'max.message.bytes',
  isBroken: (value) => Number(value) < ownBatchBytesMax,
  consequence: 'the topic can refuse batches that this service writes',
  required: `max.message.bytes=${String(ownBatchBytesMax)} or more`,
};

/** Rules for the topics that hold the history. */
export const keepsHistory: readonly SettingRule[] = [
  {
    setting: 'cleanup.policy',
    isBroken: isCompacted,
    consequence: 'only the last record of each key is kept, so the history has gaps',
    required: 'cleanup.policy=delete, with retention.ms=-1 and retention.bytes=-1',
  },
  {
    setting: 'retention.ms',
    isBroken: isFinite,
    consequence: 'older history is deleted',
    required: 'retention.ms=-1',
  },
  {
    setting: 'retention.bytes',
    isBroken: isFinite,
    consequence: 'history beyond that size is deleted',
    required: 'retention.bytes=-1',
  },
  takesOwnBatches,
];

/**
 * Rules for the topics that hold the history, in a cluster of several brokers. The value of `replication.factor`, which is no setting of
 * Kafka's topics, is the smallest number of replicas of a partition.
 */
export const survivesBrokerLoss: readonly SettingRule[] = [
  {
    setting: 'replication.factor',
    isBroken: (value) => Number(value) < 2,
    consequence: 'if one broker fails, publication stops, and if its disk is lost, so is the history on it',
    required:
      'a replication factor of 3, and default.replication.factor=3 on the brokers for topics that are created later',
  },
  {
    setting: 'min.insync.replicas',
    isBroken: (value, settings) => Number(settings.get('replication.factor')) > 1 && Number(value) < 2,
    consequence: 'a published event can be on one broker alone, and be lost with it',
    required: 'min.insync.replicas=2',
  },
  {
    setting: 'unclean.leader.election.enable',
    isBroken: (value) => value === 'true',
    consequence: 'a broker that lacks published events can become the leader, and they are lost',
    required: 'unclean.leader.election.enable=false',
  },
];

const keepsEachRecord: SettingRule = {
  setting: 'cleanup.policy',
  isBroken: isCompacted,
  consequence: 'records without a key are refused, and only the last record of each key is kept',
  required: 'cleanup.policy=delete',
};

/** Rules for the topics of commands. */
export const keepsCommands: readonly SettingRule[] = [
  keepsEachRecord,
  {
    setting: 'max.message.bytes',
    isBroken: (value) => Number(value) > commandBatchBytesMax,
    consequence: 'one batch can fill the memory of this service',
    required: `max.message.bytes=${String(commandBatchBytesMax)} or less`,
  },
];

/** Rules for the topics of outcomes and dead letters. */
export const keepsAnswers: readonly SettingRule[] = [keepsEachRecord, takesOwnBatches];

/** A rule that a topic breaks, and the value of the setting. */
export interface BrokenRule {
  readonly rule: SettingRule;
  readonly value: string;
}

/** The rules that these settings break. A setting without a value is assumed to be correct. */
export function brokenRules(
  settings: ReadonlyMap<string, string>,
  rules: readonly SettingRule[],
): readonly BrokenRule[] {
  return rules.flatMap((rule) => {
    const value = settings.get(rule.setting);
    return value !== undefined && rule.isBroken(value, settings) ? [{ rule, value }] : [];
  });
}

/** A sentence for operators: the value, what follows from it, and what to set. */
export function faultOf({ rule, value }: BrokenRule): string {
  const { setting, consequence, required } = rule;
  return `${setting}=${value || '""'}: ${consequence}. Set ${required}`;
}

function policiesOf(value: string): readonly string[] {
  return value.split(',').map((policy) => policy.trim());
}
