import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Consumer, type Kafka, Partitioners, type Producer } from 'kafkajs';
import { type KafkaOutcome, kafkaMessageOf, whenAborted } from '@allocator/local';
import { poolOverKafka, topicPrefix } from './chaos-pools.js';
import { type HttpLoad, subjectOf } from './http-load.js';
import type { Ledger, SentCommand } from './ledger.js';
import type { Random } from './random.js';

export const outcomesTopic = `${topicPrefix}.outcomes.${poolOverKafka.wwsfId}`;
const commandsTopic = `${topicPrefix}.commands.${poolOverKafka.wwsfId}`;

const betweenBatchesMs = { min: 50, max: 300 };
const batchMax = 6;
const disconnectMsMax = 3_000;
/** Assignments that may be released or prolonged. */
const assignmentsMax = 200;

/**
 * A WWSF over Kafka: batches in any order, some commands twice, some over HTTP at the same time. It connects again after
 * every failure.
 */
export class KafkaLoad {
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>[];
  private readonly assignmentIds: string[] = [];

  constructor(
    private readonly kafka: Kafka,
    private readonly http: HttpLoad,
    private readonly ledger: Ledger,
    private readonly random: Random,
  ) {
    // Each of many consumers listens to it.
    setMaxListeners(0, this.stopping.signal);
    this.running = [this.sendAll(), this.listen()];
  }

  /** Sends no new command; resolves when all commands are in the topic, or when `giveUp` is aborted. */
  async stop(giveUp: AbortSignal): Promise<void> {
    this.stopping.abort();
    await Promise.race([Promise.all(this.running), whenAborted(giveUp)]);
  }

  private async sendAll(): Promise<void> {
    const { random } = this;
    let producer: Producer | undefined;
    while (!this.stopping.signal.aborted) {
      await sleep(random.between(betweenBatchesMs.min, betweenBatchesMs.max));
      const batch = Array.from({ length: random.between(1, batchMax) }, () => this.next());
      const twice = batch.filter(() => random.chance(10));
      const messages = random.shuffled(batch.concat(twice)).map(kafkaMessageOf);
      for (const command of batch.filter(() => random.chance(10))) void this.http.alsoOverHttp(command, random.fork());
      // A batch that the broker may have taken is sent again: the service recognizes its commands.
      for (let isSent = false; !isSent;) {
        try {
          producer ??= await this.connectProducer();
          await producer.send({ topic: commandsTopic, messages });
          isSent = true;
        } catch {
          await disconnected(producer);
          producer = undefined;
          await sleep(betweenBatchesMs.max);
        }
      }
    }
    await disconnected(producer);
  }

  private next(): SentCommand {
    const { random } = this;
    const { poolId } = poolOverKafka;
    const assignmentId = random.chance(30)
      ? this.assignmentIds[random.between(0, this.assignmentIds.length - 1)]
      : undefined;
    const about = { commandId: randomUUID(), over: 'Kafka', poolId, sentAt: performance.now() } as const;
    const command: SentCommand =
      assignmentId === undefined
        ? { ...about, type: 'Assign', subject: subjectOf(poolId, random) }
        : { ...about, type: random.chance(50) ? 'Release' : 'Prolong', assignmentId };
    this.ledger.sent(command);
    return command;
  }

  /** Reads outcomes as they arrive; those missed here are read from the topic at the end of the run. */
  private async listen(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const groupId = `chaos-${randomUUID()}`;
      const consumer = this.kafka.consumer({ groupId, maxWaitTimeInMs: 100, retry: { retries: 2 } });
      await this.consume(consumer).catch(() => sleep(betweenBatchesMs.max));
      await disconnected(consumer);
    }
  }

  /** Until it is stopped, or the consumer has crashed. */
  private async consume(consumer: Consumer): Promise<void> {
    const crashed = new Promise<void>((resolve) => consumer.on(consumer.events.CRASH, () => resolve()));
    await consumer.connect();
    await consumer.subscribe({ topic: outcomesTopic, fromBeginning: false });
    await consumer.run({
      eachMessage: ({ message }) => {
        const { commandId, ...answer } = JSON.parse(String(message.value)) as KafkaOutcome;
        this.ledger.answered(commandId, answer, 'Kafka');
        if (answer.status === 201) this.assignmentIds.push(String(answer.body['assignmentId']));
        if (this.assignmentIds.length > assignmentsMax) this.assignmentIds.shift();
        return Promise.resolve();
      },
    });
    await Promise.race([crashed, whenAborted(this.stopping.signal)]);
  }

  private async connectProducer(): Promise<Producer> {
    const producer = this.kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    return producer;
  }
}

/** kafkajs may wait without end for a connection that has gone silent. */
async function disconnected(client: Producer | Consumer | undefined): Promise<void> {
  await Promise.race([client?.disconnect().catch(() => undefined), sleep(disconnectMsMax)]);
}
