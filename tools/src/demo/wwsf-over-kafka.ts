import { randomUUID } from 'node:crypto';
import type { Consumer, Kafka, Producer } from 'kafkajs';
import { Partitioners } from 'kafkajs';
import { until } from '../process/until.js';
import { fetchMsMax } from './kafka-connection.js';
import type { Answer } from './service.js';
import type { DemoPool } from './set-up.js';
import type { Wwsf, WwsfCommand } from './wwsf.js';

/** The service makes a new WWSF's topics soon after its first agreement. */
const topicsMsMax = 30_000;
const outcomeMsMax = 20_000;

/** Sends commands to `<prefix>.commands.<wwsfId>`, keyed by pool, and reads what came of them from `<prefix>.outcomes.<wwsfId>`. */
export class WwsfOverKafka implements Wwsf {
  readonly over = 'Kafka';
  private readonly waiting = new Map<string, (answer: Answer) => void>();

  private constructor(
    readonly pool: DemoPool,
    private readonly commands: string,
    private readonly producer: Producer,
    private readonly consumer: Consumer,
  ) {}

  static async connect(kafka: Kafka, prefix: string, pool: DemoPool, signal: AbortSignal): Promise<WwsfOverKafka> {
    const [commands, outcomes] = [`${prefix}.commands.${pool.wwsfId}`, `${prefix}.outcomes.${pool.wwsfId}`];
    await topicsExist(kafka, [commands, outcomes], signal);
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    // A group of its own: two demos at a time each read all outcomes, and take up their own.
    const consumer = kafka.consumer({ groupId: `${outcomes}.demo-${randomUUID()}`, maxWaitTimeInMs: fetchMsMax });
    const wwsf = new WwsfOverKafka(pool, commands, producer, consumer);
    try {
      await producer.connect();
      await consumer.connect();
      await wwsf.listen(outcomes);
    } catch (error) {
      await wwsf.close();
      throw error;
    }
    return wwsf;
  }

  async command(command: WwsfCommand): Promise<Answer> {
    const commandId = randomUUID();
    const { poolId } = this.pool;
    const outcome = this.outcomeOf(commandId);
    const value = JSON.stringify({ commandId, poolId, ...command });
    await Promise.all([this.producer.send({ topic: this.commands, messages: [{ key: poolId, value }] }), outcome]);
    return outcome;
  }

  async close(): Promise<void> {
    await this.consumer.disconnect();
    await this.producer.disconnect();
  }

  /** From the first outcome on: a partition that is new when the consumer comes is then not passed over. */
  private async listen(outcomes: string): Promise<void> {
    await this.consumer.subscribe({ topic: outcomes, fromBeginning: true });
    await this.consumer.run({
      eachMessage: ({ message }) => {
        const { commandId, ...answer } = JSON.parse(String(message.value)) as Answer & { commandId: string };
        this.waiting.get(commandId)?.(answer);
        return Promise.resolve();
      },
    });
  }

  private outcomeOf(commandId: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.waiting.delete(commandId);
        reject(new Error(`no outcome of ${commandId} over Kafka after ${outcomeMsMax / 1_000} s`));
      }, outcomeMsMax);
      this.waiting.set(commandId, (answer) => {
        clearTimeout(late);
        this.waiting.delete(commandId);
        resolve(answer);
      });
    });
  }
}

async function topicsExist(kafka: Kafka, wanted: readonly string[], signal: AbortSignal): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const exist = async (): Promise<boolean> => {
      const topics = new Set(await admin.listTopics());
      return wanted.every((topic) => topics.has(topic));
    };
    if (!(await until(exist, topicsMsMax, signal))) {
      throw new Error(`the service has made no topics ${wanted.join(', ')}: is KAFKA_TOPIC_PREFIX the service's?`);
    }
  } finally {
    await admin.disconnect();
  }
}
