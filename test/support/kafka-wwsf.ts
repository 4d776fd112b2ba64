import type { Consumer, Producer } from 'kafkajs';
import { Kafka, Partitioners, logLevel } from 'kafkajs';
import { type KafkaUser, anybody, groupOf } from './kafka-user.js';

/** An outcome as the WWSF reads it. */
export interface KafkaOutcome {
  readonly commandId: string;
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** A WWSF that sends commands and reads outcomes over Kafka, as its own program would. */
export class KafkaWwsf {
  /** Everything that came back, in the order in which it came. */
  readonly outcomes: KafkaOutcome[] = [];
  private arrived: (() => void)[] = [];

  private constructor(
    readonly kafka: Kafka,
    private readonly prefix: string,
    private readonly wwsfId: string,
    private readonly producer: Producer,
    private readonly consumer: Consumer,
  ) {}

  static async connect(brokers: string, prefix: string, wwsfId: string, user: KafkaUser = anybody): Promise<KafkaWwsf> {
    const kafka = new Kafka({
      brokers: brokers.split(','),
      logLevel: logLevel.NOTHING,
      retry: { retries: 20 },
      ...user.trust,
    });
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    const consumer = kafka.consumer({ groupId: groupOf(user), maxWaitTimeInMs: 100 });
    const wwsf = new KafkaWwsf(kafka, prefix, wwsfId, producer, consumer);
    await producer.connect();
    await consumer.connect();
    await wwsf.topicsExist();
    await consumer.subscribe({ topic: `${prefix}.outcomes.${wwsfId}`, fromBeginning: true });
    await consumer.run({
      eachMessage: ({ message }) => {
        wwsf.outcomes.push(JSON.parse(String(message.value)) as KafkaOutcome);
        wwsf.arrived.splice(0).forEach((tell) => {
          tell();
        });
        return Promise.resolve();
      },
    });
    return wwsf;
  }

  /** Values are sent as JSON, but for a text or bytes, which go out as they are. */
  async send(poolId: string, values: readonly (object | string | Buffer)[]): Promise<void> {
    await this.producer.send({
      topic: `${this.prefix}.commands.${this.wwsfId}`,
      messages: values.map((value) => ({
        key: poolId,
        value: typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value),
      })),
    });
  }

  /** The first outcome of each of these commands, once all are there. */
  async outcomesOf(commandIds: readonly string[]): Promise<KafkaOutcome[]> {
    const found = () => commandIds.map((id) => this.outcomes.find(({ commandId }) => commandId === id));
    await this.until(() => found().every((outcome) => outcome !== undefined));
    return found().filter((outcome) => outcome !== undefined);
  }

  /** Resolves once it holds; looked at with each outcome that arrives. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.arrived.push(resolve));
  }

  async close(): Promise<void> {
    await this.consumer.disconnect();
    await this.producer.disconnect();
  }

  /** The service creates a new WWSF's topics soon after its first agreement. */
  private async topicsExist(): Promise<void> {
    const admin = this.kafka.admin();
    await admin.connect();
    const wanted = [`${this.prefix}.commands.${this.wwsfId}`, `${this.prefix}.outcomes.${this.wwsfId}`];
    const deadline = Date.now() + 20_000;
    for (;;) {
      const present = new Set(await admin.listTopics());
      if (wanted.every((topic) => present.has(topic))) break;
      if (Date.now() > deadline) throw new Error(`no topics ${wanted.join(', ')}`);
    }
    await admin.disconnect();
  }
}
