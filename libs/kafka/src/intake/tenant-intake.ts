import { UnusableTopicError } from '@allocator/application';
import type { WwsfId } from '@allocator/domain';
import type { TestSignal, Log, Tracing } from '@allocator/runtime';
import type { KafkaMessage } from 'kafkajs';
import type { DeadLetterTopic } from './dead-letter-topic.js';
import { type AnsweredRecord, IntakeAnswers, type RecordOrigin } from './intake-answers.js';
import type { IntakeMetrics } from './intake-metrics.js';
import { takeOverOffsets } from './intake-offsets.js';
import type { Kafka } from '../client/create-kafka.js';
import { isUnavailable } from '../client/is-unavailable.js';
import { isLeaderNotReady } from '../client/retry-while.js';
import { type FetchedRecords, SupervisedConsumer } from '../consumer/supervised-consumer.js';
import { type TopicNames, UnusableTopicNameError } from '../topics/topic-names.js';
import type { TopicSettings } from '../topics/topic-settings.js';
import { isCreateTopicError } from '../topics/create-topics.js';
import { ensureUsableTopics } from '../topics/ensure-topics.js';
import { tenantTopics } from '../topics/topic-spec.js';
import type { CommandsHandler } from './commands-handler.js';
import { deadOnArrival } from './dead-on-arrival.js';
import { processSpan } from './process-span.js';
import { withAdmin } from '../client/with-admin.js';

/** Commands that are handled, answered and committed together: a full batch of a lane. */
const commandsMax = 1_000;
/** Bytes that are fetched of a partition at a time; a larger batch is fetched alone. */
const bytesPerPartitionMax = 256 * 1024;
/** Interval at which refused topics are checked again. */
const refusedCheckMs = 30_000;

export interface TenantIntakeOptions {
  readonly kafka: Kafka;
  readonly names: TopicNames;
  readonly lanes: number;
  readonly settings: TopicSettings;
  readonly handler: CommandsHandler;
  readonly log: Log;
  /** Absent: no spans. */
  readonly tracing?: Tracing | undefined;
  readonly metrics: IntakeMetrics;
  readonly deadLetterTopic: DeadLetterTopic;
  readonly answered: TestSignal<{ readonly wwsfId: WwsfId; readonly count: number }>;
  readonly rounds: TestSignal<WwsfId>;
}

/** Why the commands of a WWSF are not processed. */
export interface IntakeFailure {
  readonly wwsfId: WwsfId;
  /** `refused`: its topics are unusable until an operator corrects them, or the process has reached its limit; `failing`: the intake retries. */
  readonly state: 'refused' | 'failing';
  /** Text for operators: for those who may know all WWSFs. */
  readonly reason: string;
}

/**
 * Processes the commands of one WWSF with its own consumer group, connections and producers, so that its records do not delay those
 * of others. Offsets are committed after the answers are sent: at least once.
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
      partitionsConcurrentlyMax: lanes,
      recordsMax: commandsMax,
    });
    this.answers = new IntakeAnswers(kafka, `${names.prefix}.outcomes.${wwsfId}`, lanes, setup.deadLetterTopic);
  }

  /** Undefined if its commands are processed. */
  get status(): IntakeFailure | undefined {
    const { wwsfId, refused, failure } = this;
    if (refused !== undefined) return { wwsfId, state: 'refused', reason: refused.message };
    return failure === undefined ? undefined : { wwsfId, state: 'failing', reason: reasonOf(failure) };
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

  /** Refused topics are checked again, because an operator may have corrected them. */
  protected override checkAgainMs(): number {
    return this.refused === undefined ? Infinity : refusedCheckMs;
  }

  protected handle(fetched: FetchedRecords): Promise<number> {
    const { tracing, names } = this.setup;
    if (tracing === undefined) return this.decide(fetched);
    return tracing.inSpan(processSpan(fetched, names.intakeGroup(this.wwsfId), tracing), () => this.decide(fetched));
  }

  private async decide({ topic, partition, records }: FetchedRecords): Promise<number> {
    const answered = await this.verdicts(records);
    const count = await this.send({ topic, partition }, answered);
    const dead = answered.slice(0, count).filter(({ verdict }) => verdict.kind === 'dead-letter');
    if (dead.length > 0) this.setup.metrics.deadLetters(dead.length);
    this.setup.answered.emit({ wwsfId: this.wwsfId, count });
    return count;
  }

  private async send(origin: RecordOrigin, answered: readonly AnsweredRecord[]): Promise<number> {
    try {
      return await this.answers.send(origin, answered);
    } catch (error) {
      // The outcomes topic may have been deleted: the next round creates it.
      if (isLeaderNotReady(error)) this.wake();
      throw error;
    }
  }

  /** One answer a record: a dead letter for a record that cannot be a command, the verdict of the handler for all others. */
  private async verdicts(records: readonly KafkaMessage[]): Promise<readonly AnsweredRecord[]> {
    const answers = new Map(records.map((record) => [record, deadOnArrival(record)]));
    const commands = records.filter((record) => answers.get(record) === undefined);
    const verdicts = commands.length === 0 ? [] : await this.setup.handler(this.wwsfId, commands);
    commands.forEach((record, index) => {
      const verdict = verdicts[index];
      if (verdict !== undefined) answers.set(record, { record, verdict });
    });
    const answered = [...answers.values()].filter((answer) => answer !== undefined);
    if (answered.length === records.length && verdicts.length === commands.length) return answered;
    throw new Error(`the handler returned ${String(verdicts.length)} verdicts for ${String(commands.length)} records`);
  }

  private accept(): void {
    if (this.refused === undefined) return;
    this.refused = undefined;
    const { wwsfId } = this;
    this.setup.log.info(
      { code: 'command-topics-accepted', wwsfId },
      'the topics of a WWSF are usable: its commands over Kafka are processed',
    );
  }

  private refuse(error: Error): void {
    const isNew = this.refused?.message !== error.message;
    this.refused = error;
    if (!isNew) return;
    const { wwsfId } = this;
    this.setup.log.error(
      { code: 'command-topics-refused', wwsfId, err: error },
      'the topics of a WWSF are refused: its commands over Kafka are not processed',
    );
  }
}

/** Faults that an operator must correct; a retry does not help. */
function isForOperator(error: unknown): error is Error {
  return error instanceof UnusableTopicError || error instanceof UnusableTopicNameError || isCreateTopicError(error);
}

function reasonOf(failure: unknown): string {
  if (isUnavailable(failure)) return 'Kafka does not answer';
  return failure instanceof Error ? failure.message : String(failure);
}
