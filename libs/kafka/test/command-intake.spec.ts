// Test class: server. Uses a real broker.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { WwsfId } from '@allocator/domain';
import { TestSignal, Tracing } from '@allocator/runtime';
import { RecordedLog } from '@allocator/testing';
import { RecordedSpans, linkedSpans } from '@allocator/testing/recorded-spans';
import {
  type CommandIntake,
  type CommandsHandler,
  type TopicNames,
  type Verdict,
  ensureAllTopics,
} from '@allocator/kafka';
import type { Admin, Producer } from 'kafkajs';
import { intakeOf, startFor } from './intake-of.js';
import { createTopic } from './create-topic.js';
import { describeOnKafka, freshNames, kafkaOf, plainKafka } from './describe-on-kafka.js';
import { readCommitted } from './read-committed.js';

const wwsfA = 'wwsf-a' as WwsfId;
const wwsfB = 'wwsf-b' as WwsfId;
const lanes = 2;
const partition = 0;

describeOnKafka('command intake', () => {
  let names: TopicNames;
  let admin: Admin;
  let producer: Producer;
  let log: RecordedLog;
  const running: CommandIntake[] = [];

  beforeEach(async () => {
    names = freshNames();
    log = new RecordedLog();
    const kafka = plainKafka();
    admin = kafka.admin();
    producer = kafka.producer({ createPartitioner: () => () => partition });
    await Promise.all([admin.connect(), producer.connect()]);
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((intake) => intake.stop()));
    await Promise.all([admin.disconnect(), producer.disconnect()]);
  });

  const start = async (handler: CommandsHandler, tenants: readonly WwsfId[] = [wwsfA]): Promise<CommandIntake> => {
    const intake = intakeOf({ names, lanes, log, handler });
    running.push(intake);
    await startFor(intake, tenants);
    return intake;
  };

  const send = async (wwsfId: WwsfId, ...values: readonly (string | null)[]): Promise<void> => {
    const messages = values.map((value) => ({ key: 'pool-a', value }));
    await producer.send({ topic: names.commands(wwsfId), messages });
  };

  const committed = async (wwsfId: WwsfId): Promise<number> => {
    const [group] = await admin.fetchOffsets({ groupId: names.intakeGroup(wwsfId), topics: [names.commands(wwsfId)] });
    return Number(group?.partitions.find((found) => found.partition === partition)?.offset);
  };

  const outcomesOf = async (wwsfId: WwsfId): Promise<readonly string[]> => {
    const perLane = await Promise.all([0, 1].map((lane) => readCommitted(names.outcomes(wwsfId), lane)));
    return perLane.flat().map(({ key, value }) => `${String(key)}=${value}`);
  };

  it('answers commands that were sent before and after its start, and then commits', async () => {
    await ensureAllTopics(kafkaOf(), names, lanes, [wwsfA]);
    await send(wwsfA, 'c-1', 'c-2');
    const handled = new TestSignal<number>();
    const intake = intakeOf({
      names,
      lanes,
      log,
      handler: async (wwsfId, records) => {
        handled.emit(records.length);
        return records.map((record) => outcome(String(record.value), wwsfId));
      },
    });
    running.push(intake);
    intake.setTenants([wwsfA]);
    const early = intake.answered.next(20_000);
    await intake.start();
    expect(await early).toEqual({ wwsfId: wwsfA, count: 2 });
    const late = intake.answered.next();
    await send(wwsfA, 'c-3');
    await late;
    await intake.stop();
    expect((await outcomesOf(wwsfA)).toSorted()).toEqual(['c-1=wwsf-a', 'c-2=wwsf-a', 'c-3=wwsf-a']);
    expect(await committed(wwsfA)).toBe(3);
    expect(log.lines).toEqual([]);
  });

  it('carries the trace of a command on to its outcome, and links to the spans in which commands were sent', async () => {
    await ensureAllTopics(kafkaOf(), names, lanes, [wwsfA]);
    const spans = new RecordedSpans();
    const spanIds = ['00f067aa0ba902b7', 'b7ad6b7169203331'] as const;
    const [first, second] = spanIds.map((spanId) => `00-4bf92f3577b34da6a3ce929d0e0e4736-${spanId}-01`);
    const headers = [
      { traceparent: first, tracestate: 'a=b', other: 'c' },
      { traceparent: second },
      { traceparent: 'x' },
      {},
    ];
    const messages = headers.map((own, n) => ({ key: 'pool-a', value: `c-${String(n)}`, headers: own }));
    await producer.send({ topic: names.commands(wwsfA), messages });
    const handler: CommandsHandler = async (wwsfId, records) =>
      records.map((record) => outcome(String(record.value), wwsfId));
    const intake = intakeOf({ names, lanes, log, handler, tracing: Tracing.ofSdk() });
    running.push(intake);
    const answered = intake.answered.next(20_000);
    await startFor(intake, [wwsfA]);
    await answered;
    await intake.stop();
    const process = spans.named(`process ${names.commands(wwsfA)}`);
    await spans.unload();
    const outcomes = (await Promise.all([0, 1].map((lane) => readCommitted(names.outcomes(wwsfA), lane)))).flat();
    expect(Object.fromEntries(outcomes.map(({ key, headers: own }) => [key, own]))).toEqual({
      'c-0': { traceparent: first, tracestate: 'a=b' },
      'c-1': { traceparent: second },
      'c-2': {},
      'c-3': {},
    });
    expect(linkedSpans(process)).toEqual(spanIds);
    expect(process.attributes).toMatchObject({ 'messaging.system': 'kafka', 'messaging.batch.message_count': 4 });
  });

  it('writes a record that cannot be answered as a dead letter, with reason and origin', async () => {
    const intake = await start(async (_, records) => records.map(() => dead('not-json', 'no JSON: {')));
    const answered = intake.answered.next();
    await send(wwsfA, '{');
    await answered;
    const [letter] = await readCommitted(names.deadLetter, 0);
    expect(letter).toEqual({
      key: 'pool-a',
      value: '{',
      headers: {
        reason: 'not-json',
        detail: 'no JSON: {',
        'origin-topic': names.commands(wwsfA),
        'origin-partition': '0',
        'origin-offset': '0',
      },
    });
  });

  it('writes 1,000 dead letters whose details are larger than the records', async () => {
    const detail = '\u4e00'.repeat(1_000);
    const intake = await start(async (_, records) => records.map(() => dead('not-json', detail)));
    const answered = intake.answered.waitFor(({ count }) => count === 1_000, 20_000);
    await send(wwsfA, ...Array.from({ length: 1_000 }, () => '{'));
    await answered;
    expect(await readCommitted(names.deadLetter, 0)).toHaveLength(1_000);
    expect(log.lines).toEqual([]);
  });

  it('creates the topics of outcomes and dead letters again after they were deleted', async () => {
    const intake = await start(async (_, records) =>
      records.map(({ value }) =>
        String(value) === 'bad' ? dead('not-json', 'no JSON') : outcome(String(value), wwsfA),
      ),
    );
    const both = async (): Promise<void> => {
      const answered = intake.answered.waitFor(({ count }) => count > 0, 25_000);
      await send(wwsfA, 'bad');
      await answered;
      const next = intake.answered.waitFor(({ count }) => count > 0, 25_000);
      await send(wwsfA, 'good');
      await next;
    };
    await both();
    await admin.deleteTopics({ topics: [names.deadLetter, names.outcomes(wwsfA)] });
    await both();
    expect(await readCommitted(names.deadLetter, 0)).toMatchObject([{ value: 'bad' }]);
    expect(await outcomesOf(wwsfA)).toEqual(['good=wwsf-a']);
  }, 90_000);

  it('writes a 10 MB record as a truncated dead letter, does not pass it to the handler, and continues', async () => {
    const seen: (number | undefined)[] = [];
    const intake = await start(async (_, records) => {
      seen.push(...records.map(({ value }) => value?.length));
      return records.map(() => outcome('c-1', 'ok'));
    });
    const answered = intake.answered.waitFor(() => seen.includes(4), 30_000);
    const size = 10 * 1024 * 1024;
    await send(wwsfA, 'x'.repeat(size));
    await send(wwsfA, 'fine', null);
    await answered;
    expect(seen).toEqual([4, undefined]);
    const [letter] = await readCommitted(names.deadLetter, 0);
    expect(letter?.headers).toMatchObject({ reason: 'record-too-large', truncated: String(size) });
    expect(letter?.value).toHaveLength(256 * 1024);
  });

  it('commits offsets after the outcomes are sent, so that commands are not lost in a crash', async () => {
    const called = new TestSignal();
    let answer: ((verdicts: readonly Verdict[]) => void) | undefined;
    const first = await start(
      () =>
        new Promise((resolve) => {
          answer = resolve;
          called.emit();
        }),
    );
    const received = called.next();
    await send(wwsfA, 'c-1');
    await received;
    expect(await committed(wwsfA)).toBe(-1);
    const answered = first.answered.next();
    answer?.([outcome('c-1', 'ok')]);
    await answered;
    expect(await outcomesOf(wwsfA)).toEqual(['c-1=ok']);
    await first.stop();
    expect(await committed(wwsfA)).toBe(1);
  });

  it('passes the same records to the handler again after it failed, and logs that once', async () => {
    let tries = 0;
    const intake = await start(async (_, records) => {
      tries++;
      if (tries < 4) throw new Error('the database is unavailable');
      return records.map((record) => outcome(String(record.value), 'ok'));
    });
    const answered = intake.answered.next(20_000);
    await send(wwsfA, 'c-1', 'c-2');
    await answered;
    await intake.stop();
    expect(await committed(wwsfA)).toBe(2);
    expect(log.codes).toEqual(['command-intake-handler-failed', 'command-intake-handler-recovered']);
  });

  it('processes commands of WWSFs that are added later, and refuses those that cannot have topics', async () => {
    const intake = await start(async (wwsfId, records) => records.map(() => outcome('c', wwsfId)));
    await createTopic(admin, { topic: names.outcomes('wwsf-wrong' as WwsfId), numPartitions: 5 });
    const joined = intake.rounds.waitFor((wwsfId) => wwsfId === wwsfB, 20_000);
    intake.setTenants([wwsfA, wwsfB, 'no such topic' as WwsfId, 'dead-letter' as WwsfId, 'wwsf-wrong' as WwsfId]);
    await joined;
    const answered = intake.answered.waitFor(({ wwsfId }) => wwsfId === wwsfB, 20_000);
    await send(wwsfB, 'c');
    await answered;
    expect(await outcomesOf(wwsfB)).toEqual(['c=wwsf-b']);
    expect(log.lines.map(({ code, wwsfId }) => `${code} ${String(wwsfId)}`).toSorted()).toEqual([
      'command-topics-refused dead-letter',
      'command-topics-refused no such topic',
      'command-topics-refused wwsf-wrong',
    ]);
  });

  it('continues without a WWSF whose topic Kafka does not create', async () => {
    // Kafka's metric names do not distinguish dot and underscore, so it creates only the first of the two topics.
    const [first, second] = ['w.1', 'w_1'] as [WwsfId, WwsfId];
    await ensureAllTopics(kafkaOf(), names, lanes, [first]);
    const intake = await start(async (wwsfId, records) => records.map(() => outcome('c', wwsfId)), [first, second]);
    const answered = intake.answered.next(20_000);
    await send(first, 'c');
    expect((await answered).wwsfId).toBe(first);
    expect(log.lines).toMatchObject([{ code: 'command-topics-refused', wwsfId: second }]);
    expect(intake.status()).toEqual([
      {
        wwsfId: second,
        state: 'refused',
        reason: expect.stringMatching(/w_1 cannot be created beside .*w\.1: Kafka/),
      },
    ]);
  });

  it('creates no topic while there is no WWSF', async () => {
    await start(async () => [], []);
    expect((await admin.listTopics()).filter((topic) => topic.startsWith(names.prefix))).toEqual([]);
  });
});

function outcome(commandId: string, value: string): Verdict {
  return { kind: 'outcome', commandId, value };
}

function dead(reason: string, detail: string): Verdict {
  return { kind: 'dead-letter', reason, detail };
}
