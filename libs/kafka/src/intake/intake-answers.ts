import { laneOf } from '@allocator/domain';
import type { KafkaMessage, Message } from 'kafkajs';
import type { DeadLetterTopic } from './dead-letter-topic.js';
import { carriedOn } from './carried-on.js';
import { IdempotentProducer } from '../client/idempotent-producer.js';
import type { Kafka } from '../client/create-kafka.js';
import type { DeadLetterVerdict, OutcomeVerdict, Verdict } from './verdict.js';

/** A record and its answer. */
export interface AnsweredRecord {
  readonly record: KafkaMessage;
  readonly verdict: Verdict;
}

/** Partition from which a record was read. */
export interface RecordOrigin {
  readonly topic: string;
  readonly partition: number;
}

/** Limits of a dead letter. More of the original does not help to find the fault. */
const deadValueBytesMax = 256 * 1024;
const deadKeyBytesMax = 16 * 1024;
const deadDetailCharactersMax = 1_000;

/**
 * Sends the outcomes and dead letters of one WWSF, at least once, because the intake retries. Each kind has its own producer, so
 * that a failure of one does not affect the other.
 */
export class IntakeAnswers {
  private readonly outcomes: IdempotentProducer;
  private readonly deadLetters: IdempotentProducer;

  constructor(
    kafka: Kafka,
    private readonly outcomesTopic: string,
    private readonly partitions: number,
    private readonly deadLetterTopic: DeadLetterTopic,
  ) {
    this.outcomes = new IdempotentProducer(kafka);
    this.deadLetters = new IdempotentProducer(kafka);
  }

  async close(): Promise<void> {
    await Promise.all([this.outcomes.close(), this.deadLetters.close()]);
  }

  /**
   * Sends one answer a record, dead letters first. If they cannot be written, only the outcomes before the first dead letter are
   * sent, so that retries do not repeat outcomes. Returns the number of leading records that were answered; throws if it is 0.
   */
  async send(origin: RecordOrigin, answered: readonly AnsweredRecord[]): Promise<number> {
    const firstDead = answered.findIndex(({ verdict }) => verdict.kind === 'dead-letter');
    if (firstDead >= 0) {
      try {
        await this.sendDeadLetters(origin, answered);
      } catch (error) {
        if (firstDead === 0) throw error;
        await this.sendOutcomes(answered.slice(0, firstDead));
        return firstDead;
      }
    }
    await this.sendOutcomes(answered);
    return answered.length;
  }

  private async sendDeadLetters(origin: RecordOrigin, answered: readonly AnsweredRecord[]): Promise<void> {
    await this.deadLetterTopic.requireUsable();
    const letters = answered.flatMap(({ record, verdict }) =>
      verdict.kind === 'dead-letter' ? [deadLetter(record, origin, verdict)] : [],
    );
    try {
      await this.deadLetters.send(this.deadLetterTopic.name, letters);
    } catch (error) {
      this.deadLetterTopic.recheck();
      throw error;
    }
  }

  private async sendOutcomes(answered: readonly AnsweredRecord[]): Promise<void> {
    const outcomes = answered.flatMap(({ record, verdict }) =>
      verdict.kind === 'outcome' ? [this.outcome(record, verdict)] : [],
    );
    await this.outcomes.send(this.outcomesTopic, outcomes);
  }

  /** In the partition of kafkajs's default partitioner, which takes 4 us to compute it. */
  private outcome({ headers }: KafkaMessage, { commandId, value }: OutcomeVerdict): Message {
    const message = { partition: laneOf(commandId, this.partitions), key: commandId, value };
    const carried = carriedOn(headers);
    return carried === undefined ? message : { ...message, headers: carried };
  }
}

function deadLetter(record: KafkaMessage, origin: RecordOrigin, verdict: DeadLetterVerdict): Message {
  const { reason, detail, lastOffset } = verdict;
  const { key, value } = record;
  return {
    // Named, because the acknowledgement is checked by partition.
    partition: 0,
    key: key && key.subarray(0, deadKeyBytesMax),
    value: value && value.subarray(0, deadValueBytesMax),
    headers: {
      reason,
      detail: detail.slice(0, deadDetailCharactersMax),
      'origin-topic': origin.topic,
      'origin-partition': String(origin.partition),
      'origin-offset': record.offset,
      ...(lastOffset !== undefined && { 'origin-last-offset': lastOffset }),
      ...(value && value.length > deadValueBytesMax && { truncated: String(value.length) }),
      ...(key && key.length > deadKeyBytesMax && { 'key-truncated': String(key.length) }),
    },
  };
}
