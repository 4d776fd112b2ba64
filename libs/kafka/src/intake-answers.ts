import type { WwsfId } from '@allocator/domain';
import { type KafkaMessage, type Message, Partitioners, type Producer } from 'kafkajs';
import { disconnect } from './disconnect.js';
import type { Kafka } from './kafka-client.js';
import { inChunks } from './in-chunks.js';
import type { TopicNames } from './topic-names.js';

/** The outcome of a command, as its WWSF reads it. */
export interface OutcomeVerdict {
  readonly kind: 'outcome';
  readonly commandId: string;
  /** JSON text. */
  readonly value: string;
}

/** The record cannot be answered: it is kept, with the reason, for somebody to look at. */
export interface DeadLetterVerdict {
  readonly kind: 'dead-letter';
  /** Kebab-case, stable. */
  readonly reason: string;
  /** For people: what is wrong with it. */
  readonly detail: string;
}

export type Verdict = OutcomeVerdict | DeadLetterVerdict;

export interface AnsweredRecord {
  readonly record: KafkaMessage;
  readonly verdict: Verdict;
}

/** Where a record came from. */
export interface RecordOrigin {
  readonly topic: string;
  readonly partition: number;
}

/** Of a dead letter: more of a value than this does not help to see what is wrong with it. */
const deadValueBytesMax = 256 * 1024;
const deadKeyBytesMax = 16 * 1024;
const deadDetailCharactersMax = 1_000;
/** Of one produce request: half of what a broker takes by default. */
const sendBytesMax = 512 * 1024;

/** Sends what became of commands: an idempotent producer, all replicas acknowledge. At least once, as the intake tries again. */
export class IntakeAnswers {
  private producer: Producer | undefined;

  constructor(
    private readonly kafka: Kafka,
    private readonly names: TopicNames,
  ) {}

  async close(): Promise<void> {
    const { producer } = this;
    this.producer = undefined;
    if (producer !== undefined) await disconnect(producer);
  }

  /** Sends one answer a record, outcomes to the WWSF's topic and dead letters to theirs. */
  async send(wwsfId: WwsfId, origin: RecordOrigin, answered: readonly AnsweredRecord[]): Promise<void> {
    const outcomes: Message[] = [];
    const deadLetters: Message[] = [];
    for (const { record, verdict } of answered) {
      if (verdict.kind === 'outcome') outcomes.push({ key: verdict.commandId, value: verdict.value });
      else deadLetters.push(deadLetter(record, origin, verdict));
    }
    await this.sendAll(this.names.outcomes(wwsfId), outcomes);
    await this.sendAll(this.names.deadLetter, deadLetters);
  }

  private async sendAll(topic: string, messages: readonly Message[]): Promise<void> {
    for (const chunk of inChunks(messages, sendBytesMax, bytesOf)) {
      const producer = await this.connected();
      try {
        await producer.send({ topic, messages: chunk });
      } catch (error) {
        // After a failure kafkajs and Kafka may not agree on the next sequence number; a new producer begins anew.
        if (this.producer === producer) await this.close();
        throw error;
      }
    }
  }

  private async connected(): Promise<Producer> {
    this.producer ??= this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    const { producer } = this;
    await producer.connect();
    return producer;
  }
}

function deadLetter(record: KafkaMessage, origin: RecordOrigin, { reason, detail }: DeadLetterVerdict): Message {
  const { key, value } = record;
  return {
    key: key && key.subarray(0, deadKeyBytesMax),
    value: value && value.subarray(0, deadValueBytesMax),
    headers: {
      reason,
      detail: detail.slice(0, deadDetailCharactersMax),
      'origin-topic': origin.topic,
      'origin-partition': String(origin.partition),
      'origin-offset': record.offset,
      ...(value && value.length > deadValueBytesMax && { truncated: String(value.length) }),
      ...(key && key.length > deadKeyBytesMax && { 'key-truncated': String(key.length) }),
    },
  };
}

function bytesOf({ key, value }: Message): number {
  return Buffer.byteLength(key ?? '') + Buffer.byteLength(value ?? '');
}
