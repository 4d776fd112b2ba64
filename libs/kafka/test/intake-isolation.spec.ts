import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { WwsfId } from '@allocator/domain';
import {
  CommandIntake,
  type CommandsHandler,
  KafkaHandledCommands,
  type TopicNames,
  type Verdict,
  ensureAllTopics,
} from '@allocator/kafka';
import kafkajs, { type Admin, type Producer } from 'kafkajs';
import { describeOnKafka, freshNames, kafkaOf, plainKafka, RecordedLog, settingsOf } from './real-kafka.js';
import { readCommitted } from './read-committed.js';

const [wwsfA, wwsfB] = ['wwsf-a', 'wwsf-b'] as [WwsfId, WwsfId];
const lanes = 1;
const partition = 0;

describeOnKafka('the intake of one WWSF beside that of another', () => {
  let names: TopicNames;
  let admin: Admin;
  let producer: Producer;
  let log: RecordedLog;
  let intake: CommandIntake;

  beforeEach(async () => {
    names = freshNames();
    log = new RecordedLog();
    admin = plainKafka().admin();
    producer = plainKafka().producer();
    await Promise.all([admin.connect(), producer.connect()]);
    await ensureAllTopics(kafkaOf(log), names, lanes, [wwsfA, wwsfB]);
  });

  afterEach(async () => {
    await intake.stop();
    await Promise.all([admin.disconnect(), producer.disconnect()]);
  });

  const start = async (handler: CommandsHandler, tenants: readonly WwsfId[]): Promise<void> => {
    intake = new CommandIntake({ kafka: kafkaOf(log), names, lanes, settings: settingsOf(log), handler, log });
    intake.setTenants(tenants);
    const looked = tenants.map((wwsfId) => intake.rounds.waitFor((found) => found === wwsfId, 20_000));
    await intake.start();
    await Promise.all(looked);
  };

  const send = async (wwsfId: WwsfId, ...values: readonly string[]): Promise<void> => {
    await producer.send({ topic: names.commands(wwsfId), messages: values.map((value) => ({ key: 'pool', value })) });
  };

  const answersOf = async (topic: string): Promise<readonly string[]> =>
    (await readCommitted(topic, partition)).map(({ value }) => value);

  it('goes on while the other’s handler waits for ever, and a third one joins', async () => {
    let release: (() => void) | undefined;
    const entered = new Promise<void>((resolve) => {
      release = resolve;
    });
    let isHeld = true;
    const handler: CommandsHandler = async (wwsfId, records) => {
      if (wwsfId === wwsfA) {
        release?.();
        while (isHeld) await new Promise((resolve) => setImmediate(resolve));
      }
      return records.map(({ value }) => outcome(String(value)));
    };
    await start(handler, [wwsfA, wwsfB]);
    await send(wwsfA, 'a-1');
    await entered;
    const wwsfC = 'wwsf-c' as WwsfId;
    intake.setTenants([wwsfA, wwsfB, wwsfC]);
    for (const wwsfId of [wwsfB, wwsfC]) {
      if (wwsfId === wwsfC) await ensureAllTopics(kafkaOf(), names, lanes, [wwsfC]);
      const answered = intake.answered.waitFor((found) => found.wwsfId === wwsfId, 20_000);
      await send(wwsfId, 'command');
      await answered;
    }
    isHeld = false;
    await intake.answered.waitFor((found) => found.wwsfId === wwsfA, 20_000);
    expect(log.lines).toEqual([]);
  });

  it('sends its outcomes once where dead letters cannot be written; the other one, which needs none, goes on', async () => {
    const policy = (value: string): Promise<unknown> => {
      const resources = [
        {
          type: kafkajs.ConfigResourceTypes.TOPIC,
          name: names.deadLetter,
          configEntries: [{ name: 'cleanup.policy', value }],
        },
      ];
      return admin.alterConfigs({ validateOnly: false, resources });
    };
    await policy('compact');
    let tries = 0;
    const handler: CommandsHandler = async (_, records) => {
      if (records.some(({ value }) => String(value) === 'bad')) tries++;
      return records.map(({ value }) => (String(value) === 'bad' ? dead : outcome(String(value))));
    };
    await start(handler, [wwsfA, wwsfB]);
    await send(wwsfA, 'a-1', 'a-2', 'bad', 'a-3');
    await intake.answered.waitFor(({ wwsfId }) => wwsfId === wwsfA, 20_000);
    const answeredB = intake.answered.waitFor(({ wwsfId }) => wwsfId === wwsfB, 20_000);
    await send(wwsfB, 'b-1');
    await answeredB;
    while (tries < 4) await new Promise((resolve) => setImmediate(resolve));
    expect(await answersOf(names.outcomes(wwsfA))).toEqual(['a-1', 'a-2']);
    expect(log.codes).toEqual(['command-intake-handler-failed']);
    expect(intake.status()).toEqual([
      { wwsfId: wwsfA, state: 'failing', because: expect.stringMatching(/dead-letter has cleanup\.policy=compact/) },
    ]);
    await policy('delete');
    await intake.answered.waitFor(({ count }) => count === 2, 30_000);
    expect(await answersOf(names.outcomes(wwsfA))).toEqual(['a-1', 'a-2', 'a-3']);
    expect(await answersOf(names.deadLetter)).toEqual(['bad']);
  }, 60_000);

  it('goes on where the group of version 0.1 has stopped, and what that has answered can be erased', async () => {
    await send(wwsfA, 'old-1', 'old-2', 'new-1');
    const topic = names.commands(wwsfA);
    await admin.setOffsets({ groupId: names.formerIntakeGroup, topic, partitions: [{ partition, offset: '2' }] });
    await new KafkaHandledCommands(kafkaOf(), names).forget(wwsfA);
    expect((await admin.fetchTopicOffsets(topic))[0]).toMatchObject({ low: '2', high: '3' });
    const seen: string[] = [];
    const handler: CommandsHandler = async (_, records) => {
      seen.push(...records.map(({ value }) => String(value)));
      return records.map(({ value }) => outcome(String(value)));
    };
    await start(handler, [wwsfA]);
    while (seen.length < 1) await new Promise((resolve) => setImmediate(resolve));
    await intake.stop();
    await new KafkaHandledCommands(kafkaOf(), names).forget(wwsfA);
    expect((await admin.fetchTopicOffsets(topic))[0]).toMatchObject({ low: '3', high: '3' });
    await start(handler, [wwsfA]);
    await intake.stop();
    expect(seen).toEqual(['new-1']);
  });
});

const dead: Verdict = { kind: 'dead-letter', reason: 'not-json', detail: 'no JSON' };

function outcome(value: string): Verdict {
  return { kind: 'outcome', commandId: value, value };
}
