import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Consumer, type Kafka, Partitioners, type Producer } from 'kafkajs';
import type { Answer } from './callers.js';
import type { Ledger, SentCommand } from './ledger.js';
import { whenAborted } from '../process/stop-on-signals.js';
import { type HttpLoad, subjectOf } from './http-load.js';
import type { Random } from './random.js';
import { topicPrefix } from './pools.js';

/** The pool whose WWSF speaks Kafka. */
export const poolOverKafka = { poolId: 'pool-kafka', wwsfId: 'wwsf-b' } as const;
export const outcomesTopic = `${topicPrefix}.outcomes.${poolOverKafka.wwsfId}`;
const commandsTopic = `${topicPrefix}.commands.${poolOverKafka.wwsfId}`;

const betweenBatchesMs = { min: 50, max: 300 };
const batchMax = 6;
const disconnectMsMax = 3_000;
/** Assignments that may still be released or prolonged. */
const lentMax = 200;

interface Outgoing {
  readonly command: SentCommand;
  /** What the command says beside what names it. */
  readonly body: object;
}

/** A WWSF at work over Kafka: batches in any order, some commands twice, some over HTTP at the same time. */
export class KafkaLoad {
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>[];
  private readonly lent: string[] = [];

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

  /** Nothing new; resolves when all that was to be sent is in the topic, or `giveUp` says so. */
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
      const messages = random.shuffled([...batch, ...twice]).map(messageOf);
      for (const { command, body } of batch.filter(() => random.chance(10))) {
        void this.http.alsoOverHttp(command, body, random.fork());
      }
      // What the broker may or may not have taken is sent again: the service knows commands again.
      for (;;) {
        try {
          producer ??= await connected(this.kafka);
          await producer.send({ topic: commandsTopic, messages });
          break;
        } catch {
          await ended(producer);
          producer = undefined;
          await sleep(betweenBatchesMs.max);
        }
      }
    }
    await ended(producer);
  }

  private next(): Outgoing {
    const { random } = this;
    const { poolId } = poolOverKafka;
    const commandId = randomUUID();
    const known = random.chance(30) ? this.lent[random.between(0, this.lent.length - 1)] : undefined;
    const about = { commandId, over: 'Kafka', poolId, sentAt: performance.now() } as const;
    const command: SentCommand =
      known === undefined
        ? { ...about, type: 'Assign' }
        : { ...about, type: random.chance(50) ? 'Release' : 'Prolong', assignmentId: known };
    this.ledger.sent(command);
    return { command, body: command.type === 'Assign' ? { subject: subjectOf(poolId, random) } : {} };
  }

  /** Outcomes as they come; what is missed here is read from the topic in the end. */
  private async listen(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const consumer = this.kafka.consumer({
        groupId: `chaos-${randomUUID()}`,
        maxWaitTimeInMs: 100,
        retry: { retries: 2 },
      });
      try {
        await this.consume(consumer);
      } catch {
        await sleep(betweenBatchesMs.max);
      }
      await ended(consumer);
    }
  }

  /** Until it is stopped, or the consumer has crashed. */
  private async consume(consumer: Consumer): Promise<void> {
    const over = new Promise<void>((resolve) => {
      consumer.on(consumer.events.CRASH, () => resolve());
      this.stopping.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await consumer.connect();
    await consumer.subscribe({ topic: outcomesTopic, fromBeginning: false });
    await consumer.run({
      eachMessage: ({ message }) => {
        const { commandId, answer } = outcomeOf(String(message.value));
        this.ledger.told(commandId, answer, 'Kafka');
        if (answer.status === 201) this.remember(String(answer.body['assignmentId']));
        return Promise.resolve();
      },
    });
    await over;
  }

  private remember(assignmentId: string): void {
    if (this.lent.length >= lentMax) this.lent.shift();
    this.lent.push(assignmentId);
  }
}

function messageOf({ command, body }: Outgoing): { readonly key: string; readonly value: string } {
  const { commandId, type, poolId, assignmentId } = command;
  return { key: poolId, value: JSON.stringify({ commandId, type, poolId, assignmentId, ...body }) };
}

export function outcomeOf(value: string): { readonly commandId: string; readonly answer: Answer } {
  const { commandId, ...answer } = JSON.parse(value) as Answer & { readonly commandId: string };
  return { commandId, answer };
}

/** kafkajs may wait for ever for a connection that has gone silent. */
async function ended(client: Producer | Consumer | undefined): Promise<void> {
  await Promise.race([client?.disconnect().catch(() => undefined), sleep(disconnectMsMax)]);
}

async function connected(kafka: Kafka): Promise<Producer> {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  return producer;
}
