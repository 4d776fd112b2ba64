// Test class: server. Uses a real broker.
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { type EventTopic, FencedError, type LanePublisher, hashOf } from '@allocator/application';
import type { Hash, Lane } from '@allocator/domain';
import kafkajs, { type Admin, type Transaction } from 'kafkajs';
// @ts-expect-error kafkajs declares no types of its parts.
import Broker from 'kafkajs/src/broker/index.js';
import { KafkaEventTopic, TopicPartitionsError, type TopicNames } from '@allocator/kafka';
import { retryWhile } from '../src/client/retry-while.js';
import { chain, endOf } from './chain.js';
import { describeOnKafka, freshNames, kafkaOf, plainKafka, RecordedLog, settingsOf } from './real-kafka.js';
import { readCommitted } from './read-committed.js';

const lane = 1 as Lane;
const lanes = 2;

const isRefusedByVerification = (error: unknown): boolean =>
  error instanceof Error && 'type' in error && error.type === 'INVALID_TXN_STATE';

describeOnKafka('the published stream on a real Kafka', () => {
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

  /** Another relay of the same lane that dies with a transaction open: its records are written and neither committed nor aborted. */
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

  const forgetCheckpoint = async (): Promise<void> => {
    await admin.deleteGroups([names.relayGroup]);
  };

  /** Whether the partition's leader asks the coordinator whether it knows of a transaction: until then, as brokers before 3.6 did. */
  const verifyTransactions = async (isOn: boolean): Promise<void> => {
    const configEntries = [{ name: 'transaction.partition.verification.enable', value: String(isOn) }];
    const resources = [{ type: kafkajs.ConfigResourceTypes.BROKER, name: '1', configEntries }];
    await admin.alterConfigs({ validateOnly: false, resources });
  };

  const checkpoint = async (): Promise<string | undefined> => {
    const [group] = await admin.fetchOffsets({ groupId: names.relayGroup, topics: [names.events] });
    return group?.partitions.find(({ partition }) => partition === lane)?.offset;
  };

  it('begins at position 0, and goes on after what was published', async () => {
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

  it('keeps the topic for ever', async () => {
    await open();
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: names.events }],
    });
    const values = new Map(resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]));
    expect([values.get('retention.ms'), values.get('retention.bytes')]).toEqual(['-1', '-1']);
  });

  it('fences a zombie with an open transaction: it can neither commit nor be read', async () => {
    const events = chain(lane, 2);
    await (await open()).publish(events, endOf(events));
    const zombie = await openTransaction(['never to be seen'], '99');
    const next = await open();
    expect(next.publishedUpTo).toEqual(endOf(events));
    await expect(zombie.commit()).rejects.toThrow();
    expect((await readCommitted(names.events, lane)).map(({ value }) => value)).toEqual(
      events.map(({ document }) => document),
    );
    expect(await checkpoint()).toBe('3');
  });

  it('reads the checkpoint after the fence and not before: a zombie that commits right after the reading cannot', async () => {
    const events = chain(lane, 2);
    await (await open()).publish(events, endOf(events));
    const zombie = await openTransaction(
      chain(lane, 1, events).map(({ document }) => document),
      '4',
    );
    const kafka = kafkaOf(log);
    const slow = kafka.admin();
    const fetchOffsets = slow.fetchOffsets.bind(slow);
    slow.fetchOffsets = async (asked) => {
      const answer = await fetchOffsets(asked);
      await zombie.commit().catch(() => undefined);
      return answer;
    };
    const other = new KafkaEventTopic(Object.assign(kafka, { admin: () => slow }), names, lanes, settingsOf());
    const { publishedUpTo } = await open(other);
    expect(await readCommitted(names.events, lane)).toHaveLength(publishedUpTo.position);
  });

  it('tells a publisher that it is fenced', async () => {
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

  it('finds the last event behind more aborted records than a window holds, where the checkpoint is missing', async () => {
    const events = chain(lane, 3);
    await (await open()).publish(events, endOf(events));
    const aborted = await openTransaction(Array.from({ length: 200 }, (_, i) => `aborted ${String(i)}`));
    await aborted.abort();
    await forgetCheckpoint();
    expect((await open()).publishedUpTo).toEqual(endOf(events));
  });

  it('takes a partition that holds nothing but aborted records for an empty one', async () => {
    await open();
    const aborted = await openTransaction(Array.from({ length: 100 }, (_, i) => `aborted ${String(i)}`));
    await aborted.abort();
    expect((await open()).publishedUpTo).toEqual({ position: 0, hash: undefined });
  });

  it('goes on without duplicate or gap where the checkpoint is missing', async () => {
    const events = chain(lane, 7);
    const first = events.slice(0, 4);
    await (await open()).publish(first, endOf(first));
    await forgetCheckpoint();
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

  it('believes what readers get more than a checkpoint that is behind it', async () => {
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

  it('never publishes what Kafka has left open after its transaction was ended', async () => {
    const events = chain(lane, 3);
    await (await open()).publish(events.slice(0, 1), endOf(events.slice(0, 1)));
    // The partition gets the records, and the coordinator, who is to end them there, does not know of it.
    const { prototype } = Broker as { prototype: { addPartitionsToTxn(): Promise<unknown> } };
    const unknown = jest.spyOn(prototype, 'addPartitionsToTxn').mockResolvedValue({ errors: [] });
    await verifyTransactions(false);
    try {
      // The broker takes up its new setting a moment after it has confirmed it.
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

  it('does not trust a checkpoint that a tool has set', async () => {
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

  /** A committed offset shows once its transaction's marker is written, a moment after the commit. */
  async function checkpointIs(offset: string): Promise<void> {
    const deadline = Date.now() + 5_000;
    while ((await checkpoint()) !== offset && Date.now() < deadline);
    expect(await checkpoint()).toBe(offset);
  }

  it("commits a quiet lane's checkpoint anew, also right after a transaction", async () => {
    const events = chain(lane, 2);
    const publisher = await open();
    await publisher.publish(events, endOf(events));
    await publisher.keepCheckpoint();
    await checkpointIs('3');
    await forgetCheckpoint();
    expect(await checkpoint()).toBe('-1');
    await publisher.keepCheckpoint();
    await checkpointIs('3');
    expect((await open()).publishedUpTo).toEqual(endOf(events));
  });

  it('publishes a run of documents that are together more than a broker takes in one batch', async () => {
    const events = chain(lane, 30, [], 'x'.repeat(100_000));
    await (await open()).publish(events, endOf(events));
    // The fence waits for the transaction's markers; until they are written a committed reader's end is before it.
    expect((await open()).publishedUpTo.position).toBe(30);
    const records = await readCommitted(names.events, lane);
    expect(records.map(({ value }) => hashOf(value) satisfies Hash)).toEqual(
      events.map(({ document }) => hashOf(document)),
    );
  });

  it('keeps lanes apart', async () => {
    const events = chain(lane, 2);
    await (await open()).publish(events, endOf(events));
    const other = await topic.openLane(0 as Lane);
    opened.push(other);
    expect(other.publishedUpTo.position).toBe(0);
  });

  it('refuses a topic whose partitions differ from the lanes, and says what to do', async () => {
    await admin.createTopics({ topics: [{ topic: names.events, numPartitions: 3 }] });
    await expect(open()).rejects.toThrow(TopicPartitionsError);
    await expect(open()).rejects.toThrow(/has 3 partitions, but the service has 2 lanes.*Set LANES/);
  });
});
