// Test class: server. Uses a real broker.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Lane, WwsfId } from '@allocator/domain';
import { RecordedLog } from '@allocator/testing';
import { EventsConsumer, KafkaEventTopic, type TopicNames, ensureAllTopics } from '@allocator/kafka';
import kafkajs, { type Admin } from 'kafkajs';
import { chain, endOf } from './chain.js';
import { intakeOf } from './intake-of.js';
import { describeOnKafka, freshNames, kafkaOf, plainKafka, settingsOf } from './describe-on-kafka.js';
import { readCommitted } from './read-committed.js';

const lanes = 1;
const lane = 0 as Lane;
const wwsfId = 'wwsf-a' as WwsfId;
const partition = 0;

/** A broker stores records in the codec of the topic, whatever codec the producer used. */
const compressionTypes = ['uncompressed', 'gzip', 'snappy', 'lz4', 'zstd'];

describeOnKafka('a topic with compression.type', () => {
  let names: TopicNames;
  let admin: Admin;
  let log: RecordedLog;

  beforeEach(async () => {
    names = freshNames();
    log = new RecordedLog();
    admin = plainKafka().admin();
    await admin.connect();
    await ensureAllTopics(kafkaOf(log), names, lanes, [wwsfId]);
  });

  afterEach(async () => {
    await admin.disconnect();
    expect(log.lines).toEqual([]);
  });

  const compress = async (topic: string, value: string): Promise<void> => {
    const configEntries = [
      { name: 'compression.type', value },
      { name: 'retention.ms', value: '-1' },
      { name: 'retention.bytes', value: '-1' },
    ];
    const resources = [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configEntries }];
    await admin.alterConfigs({ validateOnly: false, resources });
  };

  it.each(compressionTypes)('%s: commands are processed', async (type) => {
    await compress(names.commands(wwsfId), type);
    const producer = plainKafka().producer();
    await producer.connect();
    const values = Array.from({ length: 50 }, (_, n) => `command ${String(n)} ${'of many alike '.repeat(20)}`);
    await producer.send({ topic: names.commands(wwsfId), messages: values.map((value) => ({ value })) });
    await producer.disconnect();
    const seen: string[] = [];
    const intake = intakeOf({
      names,
      lanes,
      log,
      handler: async (_, records) => {
        seen.push(...records.map(({ value }) => String(value)));
        return records.map((_record, n) => ({ kind: 'outcome', commandId: String(n), value: 'ok' }));
      },
    });
    intake.setTenants([wwsfId]);
    const answered = intake.answered.waitFor(() => seen.length === values.length, 20_000);
    await intake.start();
    await answered;
    await intake.stop();
    expect(seen).toEqual(values);
  });

  it.each(compressionTypes)('%s: events are published, consumed, and found at the end of the topic', async (type) => {
    await compress(names.events, type);
    const topic = new KafkaEventTopic(kafkaOf(log), names, lanes, settingsOf(log));
    const events = chain(lane, 30);
    const first = await topic.openLane(lane);
    await first.publish(events, endOf(events));
    await first.close();
    // Without the checkpoint, the relay reads the end of the topic.
    await admin.deleteGroups([names.relayGroup]);
    const second = await topic.openLane(lane);
    expect(second.publishedUpTo).toEqual(endOf(events));
    await second.close();
    const read: string[] = [];
    const consumer = new EventsConsumer({
      kafka: kafkaOf(log),
      names,
      lanes,
      name: 'test',
      log,
      handler: async (_, some) => {
        read.push(...some.map(({ document }) => document));
      },
    });
    const handled = consumer.handledEvents.waitFor(({ position }) => position === 30, 20_000);
    await consumer.start();
    await handled;
    await consumer.stop();
    expect(read).toEqual(events.map(({ document }) => document));
    expect((await readCommitted(names.events, partition)).map(({ value }) => value)).toEqual(read);
  });
});
