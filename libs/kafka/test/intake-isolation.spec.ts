// Test class: server. Uses a real broker.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { WwsfId } from '@allocator/domain';
import { TestSignal } from '@allocator/runtime';
import { RecordedLog } from '@allocator/testing';
import {
  type CommandIntake,
  type CommandsHandler,
  KafkaHandledCommands,
  type TopicNames,
  type Verdict,
  ensureAllTopics,
} from '@allocator/kafka';
import kafkajs, { type Admin, type Producer } from 'kafkajs';
import { intakeOf, startFor } from './intake-of.js';
import { describeOnKafka, freshNames, kafkaOf, plainKafka } from './describe-on-kafka.js';
import { readCommitted } from './read-committed.js';

const [wwsfA, wwsfB] = ['wwsf-a', 'wwsf-b'] as [WwsfId, WwsfId];
const lanes = 1;
const partition = 0;

describeOnKafka('isolation of WWSFs in the command intake', () => {
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
    intake = intakeOf({ names, lanes, log, handler });
    await startFor(intake, tenants);
  };

  const send = async (wwsfId: WwsfId, ...values: readonly string[]): Promise<void> => {
    await producer.send({ topic: names.commands(wwsfId), messages: values.map((value) => ({ key: 'pool', value })) });
  };

  const commitAsVersion01 = (offset: string): Promise<unknown> =>
    admin.setOffsets({
      groupId: names.formerIntakeGroup,
      topic: names.commands(wwsfA),
      partitions: [{ partition, offset }],
    });

  const answersOf = async (topic: string): Promise<readonly string[]> =>
    (await readCommitted(topic, partition)).map(({ value }) => value);

  it('processes commands of other WWSFs while the handler of one waits', async () => {
    const entered = new TestSignal();
    let release: (() => void) | undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const handler: CommandsHandler = async (wwsfId, records) => {
      if (wwsfId === wwsfA) {
        entered.emit();
        await released;
      }
      return records.map(({ value }) => outcome(String(value)));
    };
    await start(handler, [wwsfA, wwsfB]);
    const waits = entered.next(20_000);
    await send(wwsfA, 'a-1');
    await waits;
    const wwsfC = 'wwsf-c' as WwsfId;
    intake.setTenants([wwsfA, wwsfB, wwsfC]);
    for (const wwsfId of [wwsfB, wwsfC]) {
      if (wwsfId === wwsfC) await ensureAllTopics(kafkaOf(), names, lanes, [wwsfC]);
      const answered = intake.answered.waitFor((found) => found.wwsfId === wwsfId, 20_000);
      await send(wwsfId, 'command');
      await answered;
    }
    const answered = intake.answered.waitFor((found) => found.wwsfId === wwsfA, 20_000);
    release?.();
    await answered;
    expect(log.lines).toEqual([]);
  }, 60_000);

  it('sends outcomes once if dead letters cannot be written, and continues with other WWSFs', async () => {
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
    const tried = new TestSignal<number>();
    const handler: CommandsHandler = async (_, records) => {
      if (records.some(({ value }) => String(value) === 'bad')) tried.emit(++tries);
      return records.map(({ value }) => (String(value) === 'bad' ? dead : outcome(String(value))));
    };
    await start(handler, [wwsfA, wwsfB]);
    const triedFourTimes = tried.waitFor((times) => times === 4, 30_000);
    const answeredA = intake.answered.waitFor(({ wwsfId }) => wwsfId === wwsfA, 20_000);
    await send(wwsfA, 'a-1', 'a-2', 'bad', 'a-3');
    await answeredA;
    const answeredB = intake.answered.waitFor(({ wwsfId }) => wwsfId === wwsfB, 20_000);
    await send(wwsfB, 'b-1');
    await answeredB;
    await triedFourTimes;
    expect(await answersOf(names.outcomes(wwsfA))).toEqual(['a-1', 'a-2']);
    expect(log.codes).toEqual(['command-intake-handler-failed']);
    expect(intake.status()).toEqual([
      { wwsfId: wwsfA, state: 'failing', reason: expect.stringMatching(/dead-letter has cleanup\.policy=compact/) },
    ]);
    const answeredRest = intake.answered.waitFor(({ count }) => count === 2, 30_000);
    await policy('delete');
    await answeredRest;
    expect(await answersOf(names.outcomes(wwsfA))).toEqual(['a-1', 'a-2', 'a-3']);
    expect(await answersOf(names.deadLetter)).toEqual(['bad']);
  }, 60_000);

  it('continues at the offset of the group of version 0.1, once', async () => {
    await send(wwsfA, 'old-1', 'old-2', 'new-1');
    await commitAsVersion01('2');
    const seen: string[] = [];
    const handler: CommandsHandler = async (_, records) => {
      seen.push(...records.map(({ value }) => String(value)));
      return records.map(({ value }) => outcome(String(value)));
    };
    for (const value of ['new-2', 'new-3']) {
      await start(handler, [wwsfA]);
      const answered = intake.answered.waitFor(() => seen.includes(value), 20_000);
      await send(wwsfA, value);
      await answered;
      await intake.stop();
    }
    expect(seen).toEqual(['new-1', 'new-2', 'new-3']);
    await new KafkaHandledCommands(kafkaOf(), names).forget(wwsfA);
    expect((await admin.fetchTopicOffsets(names.commands(wwsfA)))[0]).toMatchObject({ low: '5', high: '5' });
  }, 60_000);

  it('deletes commands that version 0.1 has answered, also before it joins its own group', async () => {
    intake = intakeOf({ names, lanes, log, handler: async () => [] });
    await send(wwsfA, 'old-1', 'old-2', 'new-1');
    await commitAsVersion01('2');
    await new KafkaHandledCommands(kafkaOf(), names).forget(wwsfA);
    expect((await admin.fetchTopicOffsets(names.commands(wwsfA)))[0]).toMatchObject({ low: '2', high: '3' });
  }, 60_000);
});

const dead: Verdict = { kind: 'dead-letter', reason: 'not-json', detail: 'no JSON' };

function outcome(value: string): Verdict {
  return { kind: 'outcome', commandId: value, value };
}
