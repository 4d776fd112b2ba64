// A stranger in the consumer group in which the commands of the WWSF over Kafka are read, in a thread of its own: it takes partitions, answers nothing and commits nothing.
import { workerData } from 'node:worker_threads';
import { Kafka, logLevel } from 'kafkajs';
import { poolOverKafka } from './kafka-load.js';
import { topicPrefix } from './pools.js';

const { brokers } = workerData as { readonly brokers: string };
const kafka = new Kafka({ brokers: [brokers], clientId: 'chaos-stranger', logLevel: logLevel.NOTHING });
const { wwsfId } = poolOverKafka;
const groupId = `${topicPrefix}.intake.${wwsfId}`;
const consumer = kafka.consumer({ groupId, sessionTimeout: 6_000, maxWaitTimeInMs: 100 });
await consumer.connect();
await consumer.subscribe({ topics: [`${topicPrefix}.commands.${wwsfId}`] });
await consumer.run({ autoCommit: false, eachBatch: () => Promise.resolve() });
