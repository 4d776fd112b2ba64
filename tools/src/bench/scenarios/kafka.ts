import type { PoolId } from '@allocator/domain';
import { Partitioners, type Producer } from 'kafkajs';
import { kafkaMessageOf, topicsExist, until } from '@allocator/local';
import { newAssign, poolOfTurn, wwsfId } from '../bench-terms.js';
import type { Load } from '../load.js';
import type { BenchTopics, Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import { Stock } from '../stock.js';
import { eventCount, published } from './relay.js';

const commandsPerSend = 500;
/** Commands without their outcome and event: enough for the next batch of every lane. */
const underWayMax = 8_000;
const importedMsMax = 60_000;

/** A WWSF that uses Kafka, and an analyst who reads the committed events. */
export const kafka: Scenario = {
  name: 'kafka',
  does: `commands over Kafka, ${underWayMax.toLocaleString('en-US')} under way, until their outcomes and their events have been read from their topics`,
  answer: 'a command, until the later of its outcome and its event',
  unit: 'assignments',
  inQuick: true,
  async start(round: Round): Promise<Running> {
    const { signal, identitiesPerPool } = round.stage;
    const topics = await round.topics();
    const database = await round.database('filled');
    const imported = await eventCount(database);
    const service = await round.service({ database, roles: 'api,relay', kafka: topics });
    // The events of the imports come first: no assignment waits for them, and none of them is a command.
    await published(service, (count) => count >= imported, signal);
    const wwsf = await Wwsf.connect(topics, signal);
    round.atEnd(() => wwsf.close());
    if (!(await until(() => wwsf.eventsRead >= imported, importedMsMax, signal)))
      throw new Error(`${String(wwsf.eventsRead)} of ${String(imported)} events of the imports were read`);
    const stock = new Stock(identitiesPerPool);
    return { work: (load) => wwsf.work(load, stock) };
  },
};

const commandIdMark = Buffer.from('"commandId":"');
const assignedMark = Buffer.from('"type":"Assigned"');
const createdMark = Buffer.from('"status":201');
const commandIdLength = 36;

class Wwsf {
  /** When each command was sent, and whether one of its two answers has arrived. */
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
    const commands = `${topicPrefix}.commands.${wwsfId}`;
    const outcomes = `${topicPrefix}.outcomes.${wwsfId}`;
    const events = `${topicPrefix}.events`;
    await topicsExist(client, [commands, outcomes, events], signal);
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
    for (let turn = 0; load.continues() && this.failure === undefined; turn++) {
      if (this.underWay.size + commandsPerSend > underWayMax) {
        await new Promise<void>((resolve) => (this.wake = resolve));
        continue;
      }
      const poolId = poolOfTurn(turn);
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

  private async send(poolId: PoolId): Promise<void> {
    const messages = Array.from({ length: commandsPerSend }, () => {
      const command = newAssign(poolId);
      this.underWay.set(command.commandId, { sentAt: performance.now(), half: false });
      return kafkaMessageOf(command);
    });
    await this.producer.send({ topic: this.commandsTopic, messages });
  }

  /** Looks for bytes: parsing every value would cost more processor time than the service itself. */
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
