// Test class: server. Uses a real broker.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { UnusableTopicError } from '@allocator/application';
import { RecordedLog } from '@allocator/testing';
import type { Lane, WwsfId } from '@allocator/domain';
import { KafkaEventTopic, type TopicNames, requireHistoryKept, eventsTopic } from '@allocator/kafka';
import type { Admin } from 'kafkajs';
import { intakeOf, startFor } from './intake-of.js';
import { createTopic } from './create-topic.js';
import { describeOnKafka, freshNames, kafkaOf, plainKafka, settingsOf } from './describe-on-kafka.js';

const lanes = 1;
const wwsfA = 'wwsf-a' as WwsfId;
const wwsfB = 'wwsf-b' as WwsfId;

const settingsKeeping = { 'retention.ms': '-1', 'retention.bytes': '-1' };

describeOnKafka('settings of topics that operators have created', () => {
  let names: TopicNames;
  let admin: Admin;
  let log: RecordedLog;

  beforeEach(async () => {
    names = freshNames();
    log = new RecordedLog();
    admin = plainKafka().admin();
    await admin.connect();
  });

  afterEach(() => admin.disconnect());

  const create = async (topic: string, config: Record<string, string>): Promise<void> => {
    const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
    await createTopic(admin, { topic, numPartitions: 1, configEntries });
  };

  it.each<[Record<string, string>, RegExp]>([
    [{}, /retention\.ms=604800000: older history is deleted\. Set retention\.ms=-1$/],
    [{ ...settingsKeeping, 'retention.bytes': '1000000' }, /retention\.bytes=1000000: .* Set retention\.bytes=-1$/],
    [{ ...settingsKeeping, 'cleanup.policy': 'compact' }, /cleanup\.policy=compact: .* Set cleanup\.policy=delete/],
    [{ ...settingsKeeping, 'cleanup.policy': 'compact,delete' }, /cleanup\.policy=compact,delete: /],
    [{ ...settingsKeeping, 'max.message.bytes': '900000' }, /max\.message\.bytes=900000: .* Set max\.message\.bytes=/],
  ])('%j loses history: the start and the relay refuse the topic', async (config, fault) => {
    await create(names.events, config);
    const kafka = kafkaOf(log);
    const start = requireHistoryKept(kafka, settingsOf(log), [eventsTopic(names, lanes)]);
    await expect(start).rejects.toThrow(UnusableTopicError);
    await expect(start).rejects.toThrow(fault);
    const relay = new KafkaEventTopic(kafka, names, lanes, settingsOf(log)).openLane(0 as Lane);
    await expect(relay).rejects.toThrow(`topic ${names.events} has `);
    await expect(relay).rejects.toThrow(fault);
  });

  it.each([[settingsKeeping], [{ ...settingsKeeping, 'compression.type': 'zstd' }]])(
    '%j keeps history: the start and the relay accept the topic',
    async (config: Record<string, string>) => {
      await create(names.events, config);
      await requireHistoryKept(kafkaOf(log), settingsOf(log), [eventsTopic(names, lanes)]);
      await (await new KafkaEventTopic(kafkaOf(log), names, lanes, settingsOf(log)).openLane(0 as Lane)).close();
      expect(log.lines).toEqual([]);
    },
  );

  it('compacted command topics are refused for their WWSF only', async () => {
    await create(names.commands(wwsfA), { 'cleanup.policy': 'compact' });
    const intake = intakeOf({
      names,
      lanes,
      log,
      handler: async (_, records) => records.map(() => ({ kind: 'outcome', commandId: 'c', value: 'ok' })),
    });
    await startFor(intake, [wwsfA, wwsfB]);
    expect(intake.status()).toEqual([
      {
        wwsfId: wwsfA,
        state: 'refused',
        reason: expect.stringMatching(/commands\.wwsf-a has cleanup\.policy=compact/),
      },
    ]);
    expect(log.lines).toMatchObject([{ code: 'command-topics-refused', wwsfId: wwsfA }]);
    await intake.stop();
  });
});
