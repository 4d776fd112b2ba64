// Test class: server. Uses a real broker.
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { type EventTopic, FencedError, type LanePublisher, hashOf } from '@allocator/application';
import { RecordedLog } from '@allocator/testing';
import type { Hash, Lane } from '@allocator/domain';
import kafkajs, { type Admin, type Transaction } from 'kafkajs';
// @ts-expect-error kafkajs has no types for its internal modules.
import Broker from 'kafkajs/src/broker/index.js';
import { KafkaEventTopic, TopicPartitionsError, type TopicNames, ensureAllTopics } from '@allocator/kafka';
import { retryWhile } from '../src/client/retry-while.js';
import { chain, endOf } from './chain.js';
import { createTopic } from './create-topic.js';
import { describeOnKafka, freshNames, kafkaOf, plainKafka, settingsOf } from './describe-on-kafka.js';
import { readCommitted } from './read-committed.js';

const lane = 1 as Lane;
const lanes = 2;

const isRefusedByVerification = (error: unknown): boolean =>
  error instanceof Error && 'type' in error && error.type === 'INVALID_TXN_STATE';

describeOnKafka('KafkaEventTopic', () => {
  let names: TopicNames;
  let admin: Admin;
  let log: RecordedLog;
  let topic: KafkaEventTopic;
  const opened: LanePublisher[] = [];

  beforeEach(async () => {
    names = freshNames();
    log = new RecordedLog();
    topic = new KafkaEventTopic(kafkaOf(log), names, lanes, settingsOf(log));
    admin = plainKafka().admin();
    await admin.connect();
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((publisher) => publisher.close()));
    await admin.disconnect();
    expect(log.lines).toEqual([]);
  });

  const open = async (from: EventTopic = topic): Promise<LanePublisher> => {
    const publisher = await from.openLane(lane);
    opened.push(publisher);
    return publisher;
  };

  /** Another relay of the same lane that dies in a transaction: its records are written, but neither committed nor aborted. */
  const openTransaction = async (values: readonly string[], checkpoint?: string): Promise<Transaction> => {
    const producer = plainKafka().producer({
      transactionalId: names.transactionalId(lane),
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await producer.connect();
    opened.push({ close: () => producer.disconnect() } as LanePublisher);
    const transaction = await producer.transaction();
    const messages = values.map((value) => ({ key: 'zombie', value, partition: lane }));
    await transaction.send({ topic: names.events, messages });
    if (checkpoint !== undefined) {
      const partitions = [{ partition: lane, offset: checkpoint, metadata: 'f'.repeat(64) }];
      await transaction.sendOffsets({
        consumerGroupId: names.relayGroup,
        topics: [{ topic: names.events, partitions }],
      });
    }
    return transaction;
  };

  const deleteCheckpoint = async (): Promise<void> => {
    await admin.deleteGroups([names.relayGroup]);
  };

  /** Whether the partition's leader verifies transactions with the coordinator. If not, it behaves like brokers before 3.6. */
  const verifyTransactions = async (isOn: boolean): Promise<void> => {
    const configEntries = [{ name: 'transaction.partition.verification.enable', value: String(isOn) }];
    const resources = [{ type: kafkajs.ConfigResourceTypes.BROKER, name: '1', configEntries }];
    await admin.alterConfigs({ validateOnly: false, resources });
  };

  const checkpoint = async (): Promise<string | undefined> => {
    const [group] = await admin.fetchOffsets({ groupId: names.relayGroup, topics: [names.events] });
    return group?.partitions.find(({ partition }) => partition === lane)?.offset;
  };

  it('starts at position 0, and continues after the last published event', async () => {
    const first = await open();
    expect(first.publishedUpTo).toEqual({ position: 0, hash: undefined });
    const events = chain(lane, 5);
    await first.publish(events.slice(0, 3), endOf(events.slice(0, 3)));
    await first.publish(events.slice(3), endOf(events));
    expect((await open()).publishedUpTo).toEqual(endOf(events));
    const records = await readCommitted(names.events, lane);
    expect(records.map(({ value }) => value)).toEqual(events.map(({ document }) => document));
    expect(records.map(({ key }) => key)).toEqual(events.map(({ subject }) => subject));
    expect(records[0]?.headers).toEqual({ 'content-type': 'application/cloudevents+json' });
  });

  it('creates the topic with unlimited retention', async () => {
    await open();
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: names.events }],
    });
    const values = new Map(resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]));
    expect([values.get('retention.ms'), values.get('retention.bytes')]).toEqual(['-1', '-1']);
  });

  it('fences a zombie with an open transaction: its commit fails and its records are never read', async () => {
    const events = chain(lane, 2);
    await (await open()).publish(events, endOf(events));
    const zombie = await openTransaction(['never read'], '99');
    const next = await open();
    expect(next.publishedUpTo).toEqual(endOf(events));
    await expect(zombie.commit()).rejects.toThrow();
    expect((await readCommitted(names.events, lane)).map(({ value }) => value)).toEqual(
      events.map(({ document }) => document),
    );
    expect(await checkpoint()).toBe('3');
  });

  it('reads the checkpoint after the fence: a zombie cannot commit after the checkpoint was read', async () => {
    const events = chain(lane, 2);
    await (await open()).publish(events, endOf(events));
    const zombie = await openTransaction(
      chain(lane, 1, events).map(({ document }) => document),
      '4',
    );
    const kafka = kafkaOf(log);
    const slow = kafka.admin();
    const fetchOffsets = slow.fetchOffsets.bind(slow);
    slow.fetchOffsets = async (request) => {
      const answer = await fetchOffsets(request);
      await zombie.commit().catch(() => undefined);
      return answer;
    };
    const other = new KafkaEventTopic(Object.assign(kafka, { admin: () => slow }), names, lanes, settingsOf());
    const { publishedUpTo } = await open(other);
    expect(await readCommitted(names.events, lane)).toHaveLength(publishedUpTo.position);
  });

  it('throws FencedError to a fenced publisher', async () => {
    const events = chain(lane, 1);
    const first = await open();
    await first.publish(events, endOf(events));
    const second = await open();
    await expect(first.publish(chain(lane, 1, events), endOf(events))).rejects.toThrow(FencedError);
    await expect(first.keepCheckpoint()).rejects.toThrow();
    await second.keepCheckpoint();
    await open();
    expect(await readCommitted(names.events, lane)).toHaveLength(1);
  });

  it('without a checkpoint, finds the last event before more aborted records than a window holds', async () => {
    const events = chain(lane, 3);
    await (await open()).publish(events, endOf(events));
    const aborted = await openTransaction(Array.from({ length: 200 }, (_, i) => `aborted ${String(i)}`));
    await aborted.abort();
    await deleteCheckpoint();
    expect((await open()).publishedUpTo).toEqual(endOf(events));
  });

  it('treats a partition that holds only aborted records as empty', async () => {
    await open();
    const aborted = await openTransaction(Array.from({ length: 100 }, (_, i) => `aborted ${String(i)}`));
    await aborted.abort();
    expect((await open()).publishedUpTo).toEqual({ position: 0, hash: undefined });
  });

  it('without a checkpoint, continues without a duplicate or a gap', async () => {
    const events = chain(lane, 7);
    const first = events.slice(0, 4);
    await (await open()).publish(first, endOf(first));
    await deleteCheckpoint();
    expect(await checkpoint()).toBe('-1');
    const next = await open();
    expect(next.publishedUpTo).toEqual(endOf(first));
    const rest = events.slice(next.publishedUpTo.position);
    await next.publish(rest, endOf(rest));
    await open();
    const records = await readCommitted(names.events, lane);
    expect(records.map(({ value }) => value)).toEqual(events.map(({ document }) => document));
    const { groups } = await admin.listGroups();
    expect(groups.filter(({ groupId }) => groupId.startsWith(`${names.relayGroup}.tail`))).toEqual([]);
  });

  it('trusts the records more than a checkpoint that is behind them', async () => {
    const events = chain(lane, 3);
    await (await open()).publish(events.slice(0, 1), endOf(events.slice(0, 1)));
    const without = await openTransaction(events.slice(1).map(({ document }) => document));
    await without.commit();
    const next = await open();
    expect(await checkpoint()).toBe('2');
    expect(next.publishedUpTo).toEqual(endOf(events));
    await next.keepCheckpoint();
    await open();
    expect(await readCommitted(names.events, lane)).toHaveLength(3);
  });

  it('never publishes records that Kafka left open after it ended their transaction', async () => {
    const events = chain(lane, 3);
    await (await open()).publish(events.slice(0, 1), endOf(events.slice(0, 1)));
    // The partition gets the records, but the coordinator, which must end the transaction there, does not know the partition.
    const { prototype } = Broker as { prototype: { addPartitionsToTxn(): Promise<unknown> } };
    const unknown = jest.spyOn(prototype, 'addPartitionsToTxn').mockResolvedValue({ errors: [] });
    await verifyTransactions(false);
    try {
      // The setting takes effect some milliseconds after the broker has confirmed it.
      const notInEffect = { isTemporary: isRefusedByVerification, everyMs: 10, timesMax: 500 };
      await retryWhile(notInEffect, () => openTransaction(events.slice(1).map(({ document }) => document)));
    } finally {
      await verifyTransactions(true);
      unknown.mockRestore();
    }
    const next = await open();
    expect(next.publishedUpTo).toEqual(endOf(events.slice(0, 1)));
    await next.publish(events.slice(1), endOf(events));
    await open();
    const records = await readCommitted(names.events, lane);
    expect(records.map(({ value }) => value)).toEqual(events.map(({ document }) => document));
  });

  it('publishes nothing after records that Kafka has lost, and the next publisher publishes them again', async () => {
    const events = chain(lane, 3);
    const first = events.slice(0, 2);
    const publisher = await open();
    await publisher.publish(first, endOf(first));
    // As after the loss of the only broker that had them: the partition is empty, and so is what its leader knows of the producer.
    await admin.deleteTopics({ topics: [names.events] });
    while ((await admin.listTopics()).includes(names.events));
    await ensureAllTopics(kafkaOf(log), names, lanes, []);
    await expect(publisher.publish(events.slice(2), endOf(events))).rejects.toThrow(/has lost published records/);
    const next = await open();
    expect(next.publishedUpTo).toEqual({ position: 0, hash: undefined });
    await next.publish(events, endOf(events));
    await open();
    const records = await readCommitted(names.events, lane);
    expect(records.map(({ value }) => value)).toEqual(events.map(({ document }) => document));
  });

  it('ignores a checkpoint that a tool has set', async () => {
    const events = chain(lane, 2);
    const publisher = await open();
    await publisher.publish(events, endOf(events));
    await publisher.close();
    const tool = plainKafka().producer({ transactionalId: `${names.prefix}.tool`, idempotent: true });
    await tool.connect();
    const transaction = await tool.transaction();
    const partitions = [{ partition: lane, offset: '2' }];
    await transaction.sendOffsets({ consumerGroupId: names.relayGroup, topics: [{ topic: names.events, partitions }] });
    await transaction.commit();
    await tool.disconnect();
    expect(await checkpoint()).toBe('2');
    expect((await open()).publishedUpTo).toEqual(endOf(events));
  });

  /** A committed offset is visible when the marker of its transaction is written, some milliseconds after the commit. */
  async function checkpointIs(offset: string): Promise<void> {
    const deadline = Date.now() + 5_000;
    while ((await checkpoint()) !== offset && Date.now() < deadline);
    expect(await checkpoint()).toBe(offset);
  }

  it('commits the checkpoint of a quiet lane again, also immediately after a transaction', async () => {
    const events = chain(lane, 2);
    const publisher = await open();
    await publisher.publish(events, endOf(events));
    await publisher.keepCheckpoint();
    await checkpointIs('3');
    await deleteCheckpoint();
    expect(await checkpoint()).toBe('-1');
    await publisher.keepCheckpoint();
    await checkpointIs('3');
    expect((await open()).publishedUpTo).toEqual(endOf(events));
  });

  it('publishes events that exceed the size of a batch together', async () => {
    const events = chain(lane, 30, [], 'x'.repeat(100_000));
    await (await open()).publish(events, endOf(events));
    // Opening the lane waits for the transaction's markers. Before they are written, readers do not get the records.
    expect((await open()).publishedUpTo.position).toBe(30);
    const records = await readCommitted(names.events, lane);
    expect(records.map(({ value }) => hashOf(value) satisfies Hash)).toEqual(
      events.map(({ document }) => hashOf(document)),
    );
  });

  it('keeps the positions of lanes apart', async () => {
    const events = chain(lane, 2);
    await (await open()).publish(events, endOf(events));
    const other = await topic.openLane(0 as Lane);
    opened.push(other);
    expect(other.publishedUpTo.position).toBe(0);
  });

  it('refuses a topic whose number of partitions differs from the lanes, and says what to do', async () => {
    await createTopic(admin, { topic: names.events, numPartitions: 3 });
    await expect(open()).rejects.toThrow(TopicPartitionsError);
    await expect(open()).rejects.toThrow(/has 3 partitions, but the service has 2 lanes.*Set LANES/);
  });
});
