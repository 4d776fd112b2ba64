import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import {
  type Answer,
  type ServiceClient,
  type WwsfCommand,
  KafkaWwsf,
  abortedAfter,
  httpRequestOf,
  unlessAborted,
} from '@allocator/local';
import type { DemoPool } from './demo-pools.js';

type DemoCommand = Omit<WwsfCommand, 'commandId' | 'poolId'>;

/** A WWSF that works for its users over HTTP or Kafka. */
export interface Wwsf {
  readonly pool: DemoPool;
  readonly over: 'HTTP' | 'Kafka';
  /** Returns the outcome of the command; throws if there is none. */
  command(command: DemoCommand): Promise<Pick<Answer, 'status' | 'body'>>;
  close(): Promise<void>;
}

const outcomeMsMax = 20_000;

export function wwsfOverHttp(service: ServiceClient, pool: DemoPool): Wwsf {
  return {
    pool,
    over: 'HTTP',
    command: (command) => service.send(httpRequestOf({ commandId: randomUUID(), poolId: pool.poolId, ...command })),
    close: () => Promise.resolve(),
  };
}

export async function wwsfOverKafka(kafka: Kafka, prefix: string, pool: DemoPool, signal: AbortSignal): Promise<Wwsf> {
  const { poolId, wwsfId } = pool;
  const wwsf = await KafkaWwsf.connect(kafka, { prefix, wwsfId, signal });
  return {
    pool,
    over: 'Kafka',
    command: async (command) => {
      const commandId = randomUUID();
      await wwsf.send(poolId, [{ commandId, poolId, ...command }]);
      const [outcome] = await unlessAborted(wwsf.outcomesOf([commandId]), abortedAfter(outcomeMsMax, signal));
      if (outcome === undefined) throw new Error(`no outcome of ${commandId}`);
      return outcome;
    },
    close: () => wwsf.close(),
  };
}
