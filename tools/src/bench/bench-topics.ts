import { Kafka, logLevel } from 'kafkajs';
import type { Stage } from './stage.js';

let prefixes = 0;

export interface BenchTopics {
  readonly kafka: Kafka;
  readonly brokers: string;
  /** Of this round alone. */
  readonly topicPrefix: string;
}

export async function newTopics(stage: Stage): Promise<BenchTopics> {
  const { brokers } = await stage.kafka();
  const kafka = new Kafka({
    clientId: 'bench',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 4, multiplier: 1.5, maxRetryTime: 500, retries: 20 },
  });
  return { kafka, brokers, topicPrefix: `bench-${String(process.pid)}-${String(++prefixes)}` };
}
