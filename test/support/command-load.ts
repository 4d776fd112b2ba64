import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { kafkaMessageOf } from '@allocator/local';
import { type Kafka, Partitioners, type Producer } from 'kafkajs';

const perBatch = 10;
const pauseMs = 100;

export interface CommandLoadSettings {
  readonly kafka: Kafka;
  /** Of the topics. */
  readonly prefix: string;
  readonly wwsfId: string;
  readonly poolId: string;
}

/** A WWSF that requests identities over Kafka, and does not wait for their outcomes. */
export class CommandLoad {
  /** The commands that are in the topic; some may be in it twice. */
  readonly commandIds: string[] = [];
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>;
  private isAbandoned = false;

  constructor(private readonly settings: CommandLoadSettings) {
    this.running = this.run();
  }

  /** Resolves when all commands are in the topic. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Ends the load without its last batch, so that it does not outlive a failed test. */
  abandon(): void {
    this.isAbandoned = true;
    this.stopping.abort();
  }

  private async run(): Promise<void> {
    let producer: Producer | undefined;
    while (!this.stopping.signal.aborted) {
      const commandIds = Array.from({ length: perBatch }, () => randomUUID());
      // The brokers may have a batch although it failed: it is sent again under the same ids.
      for (let isSent = false; !isSent && !this.isAbandoned;) {
        try {
          producer ??= await this.connected();
          await this.send(producer, commandIds);
          isSent = true;
        } catch {
          await producer?.disconnect().catch(() => undefined);
          producer = undefined;
          await pause(pauseMs);
        }
      }
      this.commandIds.push(...commandIds);
      await pause(pauseMs);
    }
    await producer?.disconnect();
  }

  private async connected(): Promise<Producer> {
    const producer = this.settings.kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    return producer;
  }

  private async send(producer: Producer, commandIds: readonly string[]): Promise<void> {
    const { prefix, wwsfId, poolId } = this.settings;
    const messages = commandIds.map((commandId) => {
      const subject = { kind: 'authenticated', ref: commandId };
      return kafkaMessageOf({ commandId, type: 'Assign', poolId, subject });
    });
    await producer.send({ topic: `${prefix}.commands.${wwsfId}`, messages });
  }
}
