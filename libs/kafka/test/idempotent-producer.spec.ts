import { expect, it } from '@jest/globals';
import kafkajs, { type Kafka, type Message, Partitioners, type RecordMetadata } from 'kafkajs';
// @ts-expect-error kafkajs has no types for its internal modules.
import createRetry from 'kafkajs/src/retry/index.js';
// @ts-expect-error kafkajs has no types for its internal modules.
import createSendMessages from 'kafkajs/src/producer/sendMessages.js';
import { IdempotentProducer } from '../src/client/idempotent-producer.js';

type Send = (request: { readonly topicMessages: readonly object[] }) => Promise<RecordMetadata[]>;

interface ProduceRequest {
  readonly topicData: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly messages: readonly Message[] }[];
  }[];
}

const topic = 'outcomes';
const messages = [0, 1].map((partition) => ({ partition, value: `of partition ${String(partition)}` }));

/** Two brokers that lead a partition each. The second one fails with the first request, and the first one leads both from then on. */
function failingOver(): { readonly send: Send; readonly written: string[] } {
  const written: string[] = [];
  const leaders = new Map([
    [0, 1],
    [1, 2],
  ]);
  const ofLiving = ({ topicData }: ProduceRequest): Promise<object> => {
    const topics = topicData.map(({ topic: topicName, partitions }) => {
      written.push(...partitions.flatMap((one) => one.messages.map(({ value }) => String(value))));
      return { topicName, partitions: partitions.map(({ partition }) => ({ partition, baseOffset: '0' })) };
    });
    return Promise.resolve({ topics });
  };
  const ofFailing = (): Promise<object> => {
    leaders.set(1, 1);
    return Promise.reject(new kafkajs.KafkaJSConnectionError('Connection error'));
  };
  const brokers = new Map([
    [1, { nodeId: 1, produce: ofLiving }],
    [2, { nodeId: 2, produce: ofFailing }],
  ]);
  const nothing = (): Promise<void> => Promise.resolve();
  const cluster = {
    isConnected: () => true,
    addMultipleTargetTopics: nothing,
    refreshMetadata: nothing,
    refreshMetadataIfNecessary: nothing,
    findTopicPartitionMetadata: () => [...leaders].map(([partitionId, leader]) => ({ partitionId, leader })),
    findLeaderForPartitions: (_: string, partitions: readonly string[]) => {
      const led = [...brokers.keys()].map(
        (nodeId) => [nodeId, partitions.map(Number).filter((partition) => leaders.get(partition) === nodeId)] as const,
      );
      return Object.fromEntries(led.filter(([, those]) => those.length > 0));
    },
    findBroker: ({ nodeId }: { readonly nodeId: string }) => Promise.resolve(brokers.get(Number(nodeId))),
  };
  const eosManager = {
    isTransactional: () => false,
    acquireBrokerLock: nothing,
    releaseBrokerLock: nothing,
    getProducerId: () => 1,
    getProducerEpoch: () => 0,
    getSequence: () => 0,
    updateSequence: () => undefined,
  };
  const retrier = (createRetry as (options: object) => unknown)({ initialRetryTime: 1, retries: 3, multiplier: 1 });
  const logger = { debug: () => undefined, error: () => undefined };
  const partitioner = Partitioners.DefaultPartitioner();
  const send = (createSendMessages as (options: object) => Send)({ logger, cluster, eosManager, retrier, partitioner });
  return { send, written };
}

it('kafkajs reports success although it has not sent the records of a broker that failed', async () => {
  const { send, written } = failingOver();
  const acknowledged = await send({ topicMessages: [{ topic, messages }] });
  expect(written).toEqual(['of partition 0']);
  expect(acknowledged.map(({ partition }) => partition)).toEqual([0]);
});

it('a record that no broker has acknowledged is an error, and is written when it is sent again', async () => {
  const { send, written } = failingOver();
  const connection = { connect: () => Promise.resolve(), disconnect: () => Promise.resolve() };
  const producer = { ...connection, send: (one: object) => send({ topicMessages: [one] }) };
  const sender = new IdempotentProducer({ producer: () => producer } as unknown as Kafka);
  await expect(sender.send(topic, messages)).rejects.toThrow(/not acknowledged the records of partition 1/);
  await sender.send(topic, messages);
  expect(written).toContain('of partition 1');
});
