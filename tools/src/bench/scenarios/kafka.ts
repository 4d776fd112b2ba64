import { Partitioners, type Producer } from 'kafkajs';
import { type BenchTopics, newTopics } from '../bench-topics.js';
import type { Load } from '../load.js';
import type { Running, Scenario } from '../scenario.js';
import { startService } from '../bench-service.js';
import { agreement } from '../agreement.js';
import { eventCount, published } from './relay.js';
import { newAssign, poolIds, Stock } from '../stock.js';
import { until } from '../../process/until.js';

const commandsPerSend = 500;
/** Commands without their outcome and event: enough that every lane has its next batch. */
const underWayMax = 8_000;
const topicsMsMax = 60_000;
const importedMsMax = 60_000;

/** A WWSF that speaks Kafka, and an analyst who reads the events as they are committed. */
export const kafka: Scenario = {
  name: 'kafka',
  does: `commands over Kafka, ${underWayMax.toLocaleString('en-US')} under way, until their outcomes and their events have been read from their topics`,
  answer: 'a command, until the later of its outcome and its event',
  unit: 'assignments',
  inQuick: true,
  once: false,
  async start(stage): Promise<Running> {
    const topics = await newTopics(stage);
    const database = await stage.newDatabase('filled');
    const imported = await eventCount(database);
    const service = await startService(stage, { database, roles: 'api,relay', kafka: topics });
    // The events of the imports come first: they are neither commands nor what an assignment is to wait for.
    await published(service.baseUrl, (count) => count >= imported, stage.signal);
    const wwsf = await Wwsf.connect(topics, stage.signal);
    if (!(await until(() => wwsf.eventsRead >= imported, importedMsMax, stage.signal)))
      throw new Error(`${String(wwsf.eventsRead)} of ${String(imported)} events of the imports have been read`);
    const stock = new Stock(stage.identitiesPerPool);
    return {
      service,
      work: (load) => wwsf.work(load, stock),
      storedCount: () => service.database.assignedCount(),
      stop: async () => {
        await wwsf.close();
        await service.stop();
      },
    };
  },
};

const commandIdMark = Buffer.from('"commandId":"');
const assignedMark = Buffer.from('"type":"Assigned"');
const createdMark = Buffer.from('"status":201');
const commandIdLength = 36;

class Wwsf {
  /** When each command was sent, and whether one of its two has come. */
  private readonly underWay = new Map<string, { readonly sentAt: number; half: boolean }>();
  private load: Load | undefined;
  private failure: Error | undefined;
  private wake: () => void = () => undefined;
  eventsRead = 0;

  private constructor(
    private readonly producer: Producer,
    private readonly commandsTopic: string,
    readonly close: () => Promise<void>,
  ) {}

  static async connect({ kafka: client, topicPrefix }: BenchTopics, signal: AbortSignal): Promise<Wwsf> {
    const [commands, outcomes] = [
      `${topicPrefix}.commands.${agreement.wwsfId}`,
      `${topicPrefix}.outcomes.${agreement.wwsfId}`,
    ];
    const events = `${topicPrefix}.events`;
    const admin = client.admin();
    await admin.connect();
    const exist = async (): Promise<boolean> => {
      const present = await admin.listTopics();
      return [commands, outcomes, events].every((topic) => present.includes(topic));
    };
    if (!(await until(exist, topicsMsMax, signal))) throw new Error('the service has not made its topics');
    await admin.disconnect();
    const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    const consumer = client.consumer({ groupId: `${topicPrefix}.bench`, maxWaitTimeInMs: 50, readUncommitted: false });
    await producer.connect();
    await consumer.connect();
    const wwsf = new Wwsf(producer, commands, async () => {
      await consumer.disconnect();
      await producer.disconnect();
    });
    await consumer.subscribe({ topics: [outcomes, events], fromBeginning: true });
    await consumer.run({
      eachBatch: ({ batch }) => {
        for (const { value } of batch.messages) if (value !== null) wwsf.read(value, batch.topic === outcomes);
        return Promise.resolve();
      },
    });
    return wwsf;
  }

  async work(load: Load, stock: Stock): Promise<void> {
    this.load = load;
    for (let turn = 0; load.goesOn() && this.failure === undefined; turn++) {
      if (this.underWay.size + commandsPerSend > underWayMax) {
        await new Promise<void>((resolve) => (this.wake = resolve));
        continue;
      }
      const poolId = poolIds[turn % poolIds.length] ?? fail('there is no pool');
      if (!stock.take(poolId, commandsPerSend)) {
        load.end();
        break;
      }
      await this.send(poolId);
    }
    while (this.underWay.size > 0 && this.failure === undefined)
      await new Promise<void>((resolve) => (this.wake = resolve));
    if (this.failure !== undefined) throw this.failure;
  }

  private async send(poolId: (typeof poolIds)[number]): Promise<void> {
    const messages = Array.from({ length: commandsPerSend }, () => {
      const { commandId, subject } = newAssign(poolId);
      this.underWay.set(commandId, { sentAt: performance.now(), half: false });
      return { key: poolId, value: JSON.stringify({ commandId, type: 'Assign', poolId, subject }) };
    });
    await this.producer.send({ topic: this.commandsTopic, messages });
  }

  /** Looks for bytes: to parse every value would cost the two cores more than the service does. */
  private read(value: Buffer, isOutcome: boolean): void {
    if (!isOutcome) this.eventsRead++;
    if (!isOutcome && !value.includes(assignedMark)) return;
    if (isOutcome && !value.includes(createdMark)) this.failure = new Error(`an outcome is ${value.toString()}`);
    const at = (isOutcome ? value.indexOf(commandIdMark) : value.lastIndexOf(commandIdMark)) + commandIdMark.length;
    const commandId = value.toString('latin1', at, at + commandIdLength);
    const command = this.underWay.get(commandId);
    if (command === undefined) return;
    if (command.half) {
      this.underWay.delete(commandId);
      this.load?.answered(1, command.sentAt);
    }
    command.half = true;
    this.wake();
  }
}

function fail(message: string): never {
  throw new Error(message);
}
