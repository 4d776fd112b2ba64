import { type Message, Partitioners, type Producer, type RecordMetadata } from 'kafkajs';
import { disconnect } from './disconnect.js';
import { groupedByPartition } from '../produce/grouped-by-partition.js';
import { inChunks } from './in-chunks.js';
import type { Kafka } from './create-kafka.js';

/** An idempotent producer that waits for all in-sync replicas. Created on first use, and again after each failure. */
export class IdempotentProducer {
  private producer: Producer | undefined;

  /** @param prepare called before each producer is created, for example to create its topic */
  constructor(
    private readonly kafka: Kafka,
    private readonly prepare: () => Promise<void> = () => Promise.resolve(),
  ) {}

  /** Sends the messages in order, in one or more requests. Throws what kafkajs throws; some messages may have been written. */
  async send(topic: string, messages: readonly Message[]): Promise<void> {
    for (const chunk of inChunks(messages, bytesOf)) {
      const producer = await this.connected();
      try {
        requireAcknowledged(chunk, await producer.send({ topic, messages: groupedByPartition(chunk) }));
      } catch (error) {
        // After a failure the sequence numbers of kafkajs and Kafka can differ; a new producer starts from zero.
        if (this.producer === producer) await this.close();
        throw error;
      }
    }
  }

  /** Disconnects; the producer can be used again afterwards. */
  async close(): Promise<void> {
    const { producer } = this;
    this.producer = undefined;
    if (producer !== undefined) await disconnect(producer);
  }

  private async connected(): Promise<Producer> {
    if (this.producer === undefined) await this.prepare();
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

/**
 * kafkajs sends to several brokers side by side. If one of them fails, it sends again to those that have not answered, and resolves: what
 * belongs to the failed broker is never sent if its partitions are now led by a broker that has answered.
 * @throws Error if the partition of a message has no acknowledgement
 */
function requireAcknowledged(messages: readonly Message[], acknowledged: readonly RecordMetadata[]): void {
  const partitions = new Set(acknowledged.map(({ partition }) => partition));
  const missing = messages.find(({ partition }) => partition !== undefined && !partitions.has(partition));
  if (missing === undefined) return;
  throw new Error(`Kafka has not acknowledged the records of partition ${String(missing.partition)}`);
}

/** Upper bound for the bytes of a record in addition to key, value and headers. */
const framingBytes = 64;
/** Upper bound for the bytes of a header in addition to name and value. */
const headerFramingBytes = 8;

function bytesOf({ key, value, headers }: Message): number {
  const bytes = framingBytes + Buffer.byteLength(key ?? '') + Buffer.byteLength(value ?? '');
  if (headers === undefined) return bytes;
  const ofHeaders = Object.entries(headers).map(
    ([name, text]) => Buffer.byteLength(name) + Buffer.byteLength(String(text)) + headerFramingBytes,
  );
  return ofHeaders.reduce((sum, ofHeader) => sum + ofHeader, bytes);
}
