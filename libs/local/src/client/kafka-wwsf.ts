import { randomUUID } from 'node:crypto';
import type { Consumer, Kafka, Producer } from 'kafkajs';
import { topicsExist } from './kafka-client.js';
import type { Answer } from './service-client.js';

/** What came of a command, as over HTTP. */
export interface KafkaOutcome extends Pick<Answer, 'status' | 'body'> {
  readonly commandId: string;
}

export interface KafkaWwsfSettings {
  /** Of the topics. */
  readonly prefix: string;
  readonly wwsfId: string;
  /** Default: a group of its own, so that every consumer reads all outcomes. */
  readonly groupId?: string;
  readonly signal?: AbortSignal;
}

/** A WWSF that sends commands to `<prefix>.commands.<wwsfId>` and reads their outcomes from `<prefix>.outcomes.<wwsfId>`. */
export class KafkaWwsf {
  /** Everything that arrived, in this order. */
  readonly outcomes: KafkaOutcome[] = [];
  private readonly first = new Map<string, KafkaOutcome>();
  private arrived: (() => void)[] = [];

  private constructor(
    readonly kafka: Kafka,
    private readonly commandsTopic: string,
    private readonly producer: Producer,
    private readonly consumer: Consumer,
  ) {}

  static async connect(
    kafka: Kafka,
    { prefix, wwsfId, groupId = `wwsf-${randomUUID()}`, signal }: KafkaWwsfSettings,
  ): Promise<KafkaWwsf> {
    const [commands, outcomes] = [`${prefix}.commands.${wwsfId}`, `${prefix}.outcomes.${wwsfId}`];
    await topicsExist(kafka, [commands, outcomes], signal);
    const { Partitioners } = await import('kafkajs');
    const { leaderNotReady, retryWhile } = await import('@allocator/kafka');
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
    const wwsf = new KafkaWwsf(kafka, commands, producer, consumer);
    try {
      await producer.connect();
      await consumer.connect();
      // From the first outcome on: otherwise the outcomes of a partition created meanwhile are missed.
      // A broker of several can learn of a new topic later than the one that was asked whether it exists.
      await retryWhile(leaderNotReady, () => consumer.subscribe({ topic: outcomes, fromBeginning: true }));
      await consumer.run({
        eachMessage: ({ message }) => {
          wwsf.arrive(JSON.parse(String(message.value)) as KafkaOutcome);
          return Promise.resolve();
        },
      });
      return wwsf;
    } catch (error) {
      await wwsf.close();
      throw error;
    }
  }

  /** Objects are sent as JSON, texts and bytes as they are. */
  async send(poolId: string, values: readonly (object | string | Buffer)[]): Promise<void> {
    await this.producer.send({
      topic: this.commandsTopic,
      messages: values.map((value) => ({
        key: poolId,
        value: typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value),
      })),
    });
  }

  /** The first outcome of each of these commands, once all have arrived. */
  async outcomesOf(commandIds: readonly string[]): Promise<KafkaOutcome[]> {
    await this.until(() => commandIds.every((id) => this.first.has(id)));
    return commandIds.map((id) => this.first.get(id) as KafkaOutcome);
  }

  /** Resolves once the condition holds; looks with each outcome that arrives. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.arrived.push(resolve));
  }

  async close(): Promise<void> {
    await this.consumer.disconnect();
    await this.producer.disconnect();
  }

  private arrive(outcome: KafkaOutcome): void {
    this.outcomes.push(outcome);
    if (!this.first.has(outcome.commandId)) this.first.set(outcome.commandId, outcome);
    this.arrived.splice(0).forEach((resolve) => resolve());
  }
}
