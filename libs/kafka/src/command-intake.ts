import type { WwsfId } from '@allocator/domain';
import { TestSignal, type Log } from '@allocator/runtime';
import type { KafkaMessage } from 'kafkajs';
import { type AnsweredRecord, IntakeAnswers, type Verdict } from './intake-answers.js';
import type { Kafka } from './kafka-client.js';
import { type FetchedRecords, StopPartitionError, SupervisedConsumer } from './supervised-consumer.js';
import { type TopicNames, UnusableTopicNameError } from './topic-names.js';
import { type TopicSpec, deadLetterTopic, prepareTopics, tenantTopics } from './topics.js';
import { withAdmin } from './with-admin.js';

/** Of a command's key and value together. A command needs a few hundred bytes. */
export const commandBytesMax = 64 * 1024;
/** Commands handed over, answered and committed at a time: a full batch of a lane. */
const commandsMax = 1_000;
/** Fetched of one partition at a time; one record that is larger comes all the same, alone. */
const bytesPerPartitionMax = 256 * 1024;

/** How soon topics that were refused are looked at again. */
const refusedCheckMs = 30_000;

export interface CommandRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

/**
 * Answers records of one WWSF's topic, one verdict each, in the same order. It may take as long as it must (a full queue):
 * nothing more is fetched meanwhile. Throws to be given the same records again after a pause, so it has to know commands again.
 */
export type CommandsHandler = (wwsfId: WwsfId, records: readonly CommandRecord[]) => Promise<readonly Verdict[]>;

export interface CommandIntakeOptions {
  readonly kafka: Kafka;
  readonly names: TopicNames;
  readonly lanes: number;
  readonly handler: CommandsHandler;
  readonly log: Log;
}

/** Takes commands from the topics of the WWSFs. Offsets are committed after the answers are sent: at least once. */
export class CommandIntake extends SupervisedConsumer {
  /** Emitted when answers are sent, before their offsets are committed, with their number. */
  readonly answered = new TestSignal<{ readonly wwsfId: WwsfId; readonly count: number }>();
  private readonly answers: IntakeAnswers;
  private tenants: readonly WwsfId[] = [];
  /** Of every topic consumed so far: a batch may still be under way for a WWSF that has been taken out. */
  private readonly topicOwners = new Map<string, WwsfId>();
  private readonly refused = new Set<WwsfId>();

  constructor(private readonly setup: CommandIntakeOptions) {
    const { kafka, names, log, lanes } = setup;
    super({
      name: 'command-intake',
      kafka,
      log,
      config: { groupId: names.intakeGroup, maxBytesPerPartition: bytesPerPartitionMax },
      partitionsConcurrentlyMax: lanes,
      recordsMax: commandsMax,
    });
    this.answers = new IntakeAnswers(kafka, names);
  }

  /** The WWSFs whose commands are taken, from now on or from the start. Topics of new ones are created. */
  setTenants(wwsfIds: readonly WwsfId[]): void {
    const tenants = [...new Set(wwsfIds)].sort();
    if (tenants.join() === this.tenants.join()) return;
    this.tenants = tenants;
    this.wake();
  }

  override async stop(): Promise<void> {
    await super.stop();
    await this.answers.close();
  }

  protected async topics(): Promise<readonly string[]> {
    const { kafka, names } = this.setup;
    const { tenants } = this;
    if (tenants.length === 0) return [];
    const specs = new Map(tenants.map((wwsfId) => [wwsfId, this.specsOf(wwsfId)]));
    const wanted = [deadLetterTopic(names), ...[...specs.values()].flat()];
    const faults = await withAdmin(kafka, (admin) => prepareTopics(admin, wanted));
    const consumed: string[] = [];
    for (const [wwsfId, topics] of specs) {
      const fault = topics.map(({ topic }) => faults.get(topic)).find((found) => found !== undefined);
      if (fault !== undefined) this.refuse(wwsfId, fault);
      else if (topics.length > 0) consumed.push(this.accept(wwsfId));
    }
    return consumed;
  }

  /** Who is refused may have been mended. */
  protected override checkAgainMs(): number {
    return this.refused.size > 0 ? refusedCheckMs : Infinity;
  }

  protected async handle({ topic, partition, records }: FetchedRecords): Promise<void> {
    const wwsfId = this.topicOwners.get(topic);
    if (wwsfId === undefined) throw new StopPartitionError(`${topic} belongs to no WWSF`);
    const verdicts = await this.verdicts(wwsfId, records);
    await this.answers.send(wwsfId, { topic, partition }, verdicts);
    this.answered.emit({ wwsfId, count: records.length });
  }

  protected stopped(topic: string, partition: number, error: StopPartitionError): void {
    this.setup.log.error(
      { code: 'command-partition-stopped', topic, partition, err: error },
      'commands are taken no further',
    );
  }

  /** Asks the handler for all that are small enough to be commands. */
  private async verdicts(wwsfId: WwsfId, records: readonly KafkaMessage[]): Promise<readonly AnsweredRecord[]> {
    const commands = records.filter((record) => bytesOf(record) <= commandBytesMax);
    const verdicts = commands.length === 0 ? [] : await this.setup.handler(wwsfId, commands);
    if (verdicts.length !== commands.length) throw new Error('the handler answered another number of records');
    const answers = new Map(commands.map((record, index) => [record, verdicts[index]]));
    return records.map((record) => ({ record, verdict: answers.get(record) ?? tooLarge(record) }));
  }

  /** Empty, and said once, for a WWSF whose name no topic can have. */
  private specsOf(wwsfId: WwsfId): readonly TopicSpec[] {
    try {
      return tenantTopics(this.setup.names, this.setup.lanes, wwsfId);
    } catch (error) {
      if (!(error instanceof UnusableTopicNameError)) throw error;
      this.refuse(wwsfId, error);
      return [];
    }
  }

  private accept(wwsfId: WwsfId): string {
    const topic = this.setup.names.commands(wwsfId);
    this.topicOwners.set(topic, wwsfId);
    if (this.refused.delete(wwsfId)) {
      this.setup.log.info({ code: 'command-topics-accepted', wwsfId }, 'a WWSF can send commands over Kafka now');
    }
    return topic;
  }

  /** One WWSF's wrong topic must not take the others' commands with it. */
  private refuse(wwsfId: WwsfId, error: Error): void {
    if (this.refused.has(wwsfId)) return;
    this.refused.add(wwsfId);
    this.setup.log.error(
      { code: 'command-topics-refused', wwsfId, err: error },
      'a WWSF cannot send commands over Kafka',
    );
  }
}

function tooLarge(record: KafkaMessage): Verdict {
  const detail = `key and value have ${String(bytesOf(record))} bytes; a command has at most ${String(commandBytesMax)}`;
  return { kind: 'dead-letter', reason: 'record-too-large', detail };
}

function bytesOf({ key, value }: KafkaMessage): number {
  return (key?.length ?? 0) + (value?.length ?? 0);
}
