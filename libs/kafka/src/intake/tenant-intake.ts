import { UnusableTopicError } from '@allocator/application';
import type { WwsfId } from '@allocator/domain';
import type { TestSignal, Log } from '@allocator/runtime';
import type { KafkaMessage } from 'kafkajs';
import type { DeadLetterTopic } from './dead-letter-topic.js';
import { type AnsweredRecord, IntakeAnswers, type RecordOrigin, type Verdict } from './intake-answers.js';
import { takeOverOffsets } from './intake-offsets.js';
import type { Kafka } from '../client/create-kafka.js';
import { isAway, isMoving } from '../client/kafka-errors.js';
import { unreadableBatchOf } from '../fetch/decode-record-batches.js';
import { type FetchedRecords, SupervisedConsumer } from '../consumer/supervised-consumer.js';
import { type TopicNames, UnusableTopicNameError } from '../topics/topic-names.js';
import type { TopicSettings } from '../topics/topic-settings.js';
import { ensureUsableTopics, isTopicFault, tenantTopics } from '../topics/ensure-topics.js';
import { withAdmin } from '../client/with-admin.js';

/** Bytes of a command's key and value. A command needs a few hundred. */
const commandBytesMax = 64 * 1024;
/** Commands handed over, answered and committed together: a full batch of a lane. */
const commandsMax = 1_000;
/** Bytes fetched of a partition at a time; a larger batch is fetched alone. */
const bytesPerPartitionMax = 256 * 1024;
/** An idle WWSF costs one fetch per this time, and a stop waits for it. An arriving record ends the wait. */
const fetchMsMax = 1_000;
/** Interval at which refused topics are checked again. */
const refusedCheckMs = 30_000;

export interface CommandRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

/**
 * Answers records of one WWSF's topic, one verdict each, in the same order. It may wait without limit (a full queue): no more
 * records of this WWSF are fetched meanwhile. If it throws, it gets the same records again after a pause, so it must be idempotent.
 */
export type CommandsHandler = (wwsfId: WwsfId, records: readonly CommandRecord[]) => Promise<readonly Verdict[]>;

export interface TenantIntakeOptions {
  readonly kafka: Kafka;
  readonly names: TopicNames;
  readonly lanes: number;
  readonly settings: TopicSettings;
  readonly handler: CommandsHandler;
  readonly log: Log;
  readonly deadLetterTopic: DeadLetterTopic;
  readonly answered: TestSignal<{ readonly wwsfId: WwsfId; readonly count: number }>;
  readonly rounds: TestSignal<WwsfId>;
}

/** Why the commands of a WWSF are not taken. */
export interface IntakeTrouble {
  readonly wwsfId: WwsfId;
  /** `refused`: its topics are unusable; `failing`: the intake retries. */
  readonly state: 'refused' | 'failing';
  /** Text for operators; `/health/ready` shows it in public. */
  readonly reason: string;
}

/**
 * Takes the commands of one WWSF, with its own consumer group, connections and producers, so that its records do not delay those of
 * others. Offsets are committed after the answers are sent: at least once.
 */
export class TenantIntake extends SupervisedConsumer {
  private readonly answers: IntakeAnswers;
  private refused: Error | undefined;

  constructor(
    private readonly wwsfId: WwsfId,
    private readonly setup: TenantIntakeOptions,
  ) {
    const { kafka, names, log, lanes } = setup;
    super({
      name: 'command-intake',
      kafka,
      log,
      fields: { wwsfId },
      config: { groupId: names.intakeGroup(wwsfId), maxBytesPerPartition: bytesPerPartitionMax },
      fetchMsMax,
      partitionsConcurrentlyMax: lanes,
      recordsMax: commandsMax,
    });
    this.answers = new IntakeAnswers(kafka, `${names.prefix}.outcomes.${wwsfId}`, setup.deadLetterTopic);
  }

  /** Undefined if its commands are taken. */
  get status(): IntakeTrouble | undefined {
    const { wwsfId, refused, trouble } = this;
    if (refused !== undefined) return { wwsfId, state: 'refused', reason: refused.message };
    return trouble === undefined ? undefined : { wwsfId, state: 'failing', reason: reasonOf(trouble) };
  }

  override async stop(): Promise<void> {
    await super.stop();
    await this.answers.close();
  }

  protected override async runOnce(stopping: AbortSignal): Promise<number> {
    const sleepMs = await super.runOnce(stopping);
    this.setup.rounds.emit(this.wwsfId);
    return sleepMs;
  }

  /** Its command topic, or none if its topics are refused. */
  protected async topics(): Promise<readonly string[]> {
    const { kafka, names, lanes, settings } = this.setup;
    try {
      const wanted = tenantTopics(names, lanes, this.wwsfId);
      await withAdmin(kafka, async (admin) => {
        await ensureUsableTopics(admin, settings, wanted);
        await takeOverOffsets(admin, names, this.wwsfId);
      });
    } catch (error) {
      if (!isForOperator(error)) throw error;
      this.refuse(error);
      return [];
    }
    this.accept();
    return [names.commands(this.wwsfId)];
  }

  /** Refused topics are checked again, as an operator may have changed them. */
  protected override checkAgainMs(): number {
    return this.refused === undefined ? Infinity : refusedCheckMs;
  }

  protected async handle({ topic, partition, records }: FetchedRecords): Promise<number> {
    const answered = await this.verdicts(records);
    const count = await this.send({ topic, partition }, answered);
    this.setup.answered.emit({ wwsfId: this.wwsfId, count });
    return count;
  }

  private async send(origin: RecordOrigin, answered: readonly AnsweredRecord[]): Promise<number> {
    try {
      return await this.answers.send(origin, answered);
    } catch (error) {
      // The outcomes topic may have been deleted: the next round creates it.
      if (isMoving(error)) this.wake();
      throw error;
    }
  }

  /** Dead letters for records that cannot be commands, and the verdicts of the handler for all others. */
  private async verdicts(records: readonly KafkaMessage[]): Promise<readonly AnsweredRecord[]> {
    const dead = new Map(records.map((record) => [record, deadOnArrival(record)]));
    const commands = records.filter((record) => dead.get(record) === undefined);
    const verdicts = commands.length === 0 ? [] : await this.setup.handler(this.wwsfId, commands);
    if (verdicts.length !== commands.length)
      throw new Error('the handler returned a different number of verdicts than records');
    const answers = new Map(commands.map((record, index) => [record, verdicts[index] as Verdict]));
    return records.map((record) => dead.get(record) ?? { record, verdict: answers.get(record) as Verdict });
  }

  private accept(): void {
    if (this.refused === undefined) return;
    this.refused = undefined;
    const { wwsfId } = this;
    this.setup.log.info(
      { code: 'command-topics-accepted', wwsfId },
      'the topics of a WWSF are usable: its commands over Kafka are taken',
    );
  }

  private refuse(error: Error): void {
    const isNew = this.refused?.message !== error.message;
    this.refused = error;
    if (!isNew) return;
    const { wwsfId } = this;
    this.setup.log.error(
      { code: 'command-topics-refused', wwsfId, err: error },
      'the topics of a WWSF are refused: its commands over Kafka are not taken',
    );
  }
}

/** Faults that an operator has to correct; a retry does not help. */
function isForOperator(error: unknown): error is Error {
  return error instanceof UnusableTopicError || error instanceof UnusableTopicNameError || isTopicFault(error);
}

function reasonOf(trouble: unknown): string {
  if (isAway(trouble)) return 'Kafka does not answer';
  return trouble instanceof Error ? trouble.message : String(trouble);
}

/** The dead letter for an unreadable batch or a record that is too large for a command; the handler does not get these. */
function deadOnArrival(record: KafkaMessage): AnsweredRecord | undefined {
  const batch = unreadableBatchOf(record);
  if (batch !== undefined) {
    const { reason, detail, firstOffset: offset, bytes: value } = batch;
    return {
      record: { ...record, offset, value },
      verdict: { kind: 'dead-letter', reason, detail, lastOffset: record.offset },
    };
  }
  const bytes = (record.key?.length ?? 0) + (record.value?.length ?? 0);
  if (bytes <= commandBytesMax) return undefined;
  const detail = `key and value have ${String(bytes)} bytes; a command has at most ${String(commandBytesMax)}`;
  return { record, verdict: { kind: 'dead-letter', reason: 'record-too-large', detail } };
}
