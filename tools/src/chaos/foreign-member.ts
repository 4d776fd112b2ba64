// A worker thread that joins the consumer group of the intake: it takes partitions, and neither answers nor commits.
import { workerData } from 'node:worker_threads';
import { kafkaClient } from '@allocator/local';
import { poolOverKafka, topicPrefix } from './chaos-pools.js';

const { brokers } = workerData as { readonly brokers: string };
const { wwsfId } = poolOverKafka;
const groupId = `${topicPrefix}.intake.${wwsfId}`;
const kafka = await kafkaClient(brokers);
const consumer = kafka.consumer({ groupId, sessionTimeout: 6_000, maxWaitTimeInMs: 100 });
await consumer.connect();
await consumer.subscribe({ topics: [`${topicPrefix}.commands.${wwsfId}`] });
await consumer.run({ autoCommit: false, eachBatch: () => Promise.resolve() });
