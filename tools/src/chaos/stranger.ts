// A stranger in the consumer group of the intake, in a thread of its own: it takes partitions, answers nothing and commits nothing.
import { workerData } from 'node:worker_threads';
import { Kafka, logLevel } from 'kafkajs';
import { topicPrefix } from './pools.js';

const { brokers } = workerData as { readonly brokers: string };
const kafka = new Kafka({ brokers: [brokers], clientId: 'chaos-stranger', logLevel: logLevel.NOTHING });
const consumer = kafka.consumer({ groupId: `${topicPrefix}.commands`, sessionTimeout: 6_000, maxWaitTimeInMs: 100 });
await consumer.connect();
await consumer.subscribe({ topics: [new RegExp(`^${topicPrefix}\\.commands\\.wwsf`)] });
await consumer.run({ autoCommit: false, eachBatch: () => Promise.resolve() });
