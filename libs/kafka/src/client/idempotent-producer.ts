import { type Message, Partitioners, type Producer } from 'kafkajs';
import { disconnect } from './disconnect.js';
import { inChunks } from './in-chunks.js';
import type { Kafka } from './create-kafka.js';

/** Bytes of one produce request: half of the default limit of a broker. */
const sendBytesMax = 512 * 1024;

/** An idempotent producer with acknowledgement of all replicas. Created on first use, and again after each failure. */
export class IdempotentProducer {
  private producer: Producer | undefined;

  /** @param prepare called before each producer is created, for example to create its topic */
  constructor(
    private readonly kafka: Kafka,
    private readonly prepare: () => Promise<void> = () => Promise.resolve(),
  ) {}

  async send(topic: string, messages: readonly Message[]): Promise<void> {
    for (const chunk of inChunks(messages, sendBytesMax, bytesOf)) {
      const producer = await this.connected();
      try {
        await producer.send({ topic, messages: chunk });
      } catch (error) {
        // After a failure the sequence numbers of kafkajs and Kafka can differ; a new producer starts from zero.
        if (this.producer === producer) await this.close();
        throw error;
      }
    }
  }

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

/** Upper bound of the bytes of a record besides key, value and headers. */
const framingBytes = 64;
/** Upper bound of the bytes of a header besides name and value. */
const headerFramingBytes = 8;

function bytesOf({ key, value, headers = {} }: Message): number {
  const ofHeaders = Object.entries(headers).map(
    ([name, text]) => Buffer.byteLength(name) + Buffer.byteLength(String(text)) + headerFramingBytes,
  );
  const bytes = framingBytes + Buffer.byteLength(key ?? '') + Buffer.byteLength(value ?? '');
  return ofHeaders.reduce((sum, ofHeader) => sum + ofHeader, bytes);
}
