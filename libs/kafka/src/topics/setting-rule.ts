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

function policiesOf(value: string): readonly string[] {
  return value.split(',').map((policy) => policy.trim());
}
