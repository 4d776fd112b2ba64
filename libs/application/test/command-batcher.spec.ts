import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { CommandBatcher, LaneClosedError, OverloadedError, limitsOfSpreadLanes } from '@allocator/application';
import type { Log } from '@allocator/runtime';
import type { Outcome, PoolId, WwsfId } from '@allocator/domain';
import { laneOf } from '@allocator/domain';
import { assign, HeldExecutor, release, smallLimits } from '@allocator/testing';

function batcher(executor: HeldExecutor, logged: string[] = [], within = smallLimits, lanes = 1): CommandBatcher {
  const record = ({ code }: { code: string }) => void logged.push(code);
  const log: Log = { debug: record, info: record, warn: record, error: record };
  const under = new CommandBatcher(executor, lanes, log, within);
  void under.start();
  return under;
}

/** From now on, time passes by calls of the function alone: a busy machine cannot make a command wait too long. */
function timeByHand(): (ms: number) => void {
  let nowMs = performance.now();
  jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
  return (ms) => void (nowMs += ms);
}

describe('the batcher', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('starts immediately on an idle lane, and gathers the commands that arrive meanwhile, in order, up to the limit', async () => {
    const executor = new HeldExecutor();
    const under = batcher(executor);
    const first = under.submit(assign(1));
    await turnOfTheLoop();
    const others = [2, 3, 4, 5, 6, 7].map((n) => under.submit(assign(n)));
    for (let n = 0; n < 3; n++) await executor.next();
    await Promise.all([first, ...others]);
    expect(executor.batches).toEqual([['01'], ['02', '03', '04', '05'], ['06', '07']]);
  });

  it('decides each lane in a transaction of its own where the lanes are on several servers, and none waits for another', async () => {
    const lanes = 8;
    const executor = new HeldExecutor();
    const under = batcher(executor, [], limitsOfSpreadLanes(lanes), lanes);
    const poolIds = ['pool-a', 'pool-b', 'wwsf-a-de'] as PoolId[];
    const first = poolIds.map((poolId, n) => under.submit(assign(n + 1, { poolId })));
    await executor.begun(3);
    expect(executor.batches.toSorted()).toEqual([['01'], ['02'], ['03']]);
    const another = under.submit(assign(4, { poolId: 'pool-c' as PoolId }));
    await executor.begun(4);
    for (let n = 0; n < 4; n++) await executor.next();
    await Promise.all([...first, another]);
  });

  it('refuses commands when its queue is full, and signals when there is room', async () => {
    const executor = new HeldExecutor();
    const under = batcher(executor);
    const running = under.submit(assign(1));
    await turnOfTheLoop();
    const queued = [2, 3, 4, 5, 6, 7, 8, 9].map((n) => under.submit(assign(n)));
    await expect(under.submit(assign(10))).rejects.toThrow(OverloadedError);
    const room = under.whenRoom(assign(10));
    for (let n = 0; n < 3; n++) await executor.next();
    await room;
    await Promise.all([running, ...queued]);
  });

  it('does not decide a command that has waited too long: its caller has given up or has sent a retry', async () => {
    const executor = new HeldExecutor();
    const queueMsMax = 1_000;
    const pass = timeByHand();
    const under = batcher(executor, [], { ...smallLimits, queueMsMax });
    const running = under.submit(assign(1));
    await turnOfTheLoop();
    const late = under.submit(assign(2));
    const patient = under.submit(assign(4), 'endless');
    pass(queueMsMax + 1);
    const inTime = under.submit(assign(3));
    await executor.next();
    await expect(late).rejects.toThrow(OverloadedError);
    await executor.next();
    await Promise.all([running, patient, inTime]);
    expect(executor.batches).toEqual([['01'], ['04', '03']]);
  });

  it('isolates a command that cannot be executed from the others of its batch', async () => {
    const logged: string[] = [];
    const executor = new HeldExecutor();
    executor.fail = (ids) => (ids.includes('02') ? new Error('a bug') : undefined);
    const under = batcher(executor, logged);
    const settled = Promise.allSettled([1, 2, 3].map((n) => under.submit(assign(n))));
    for (let n = 0; n < 4; n++) await executor.next();
    expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(executor.batches).toEqual([['01', '02', '03'], ['01'], ['02'], ['03']]);
    expect(logged).toEqual(['command-failed']);
  });

  it('fails the whole batch if the lane is closed, without executing the commands one by one', async () => {
    const executor = new HeldExecutor();
    executor.fail = () => new LaneClosedError(0, 'the topic is ahead');
    const under = batcher(executor);
    const settled = Promise.allSettled([1, 2].map((n) => under.submit(assign(n))));
    await executor.next();
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(executor.batches).toHaveLength(1);
  });

  it('decides the waiting commands when it stops, and takes no more', async () => {
    const executor = new HeldExecutor();
    const under = batcher(executor);
    const last = under.submit(assign(1));
    const stopped = under.stop();
    await expect(under.submit(assign(2))).rejects.toThrow(OverloadedError);
    await executor.next();
    expect(await last).toEqual({ kind: 'refused', refusal: { code: 'pool-not-found' } });
    await stopped;
  });

  it('finds no assignment in a lane that does not exist', async () => {
    const under = batcher(new HeldExecutor());
    const expected = { kind: 'refused', refusal: { code: 'assignment-not-found' } };
    expect(await under.submit(release(1, '5-1'))).toEqual(expected);
    expect(await under.submit(release(2, 'nonsense'))).toEqual(expected);
  });

  it('continues after all commands of a turn have waited too long', async () => {
    const executor = new HeldExecutor();
    const queueMsMax = 1_000;
    const pass = timeByHand();
    const under = batcher(executor, [], { ...smallLimits, queueMsMax });
    const running = under.submit(assign(1));
    await turnOfTheLoop();
    const late = [2, 3, 4, 5].map((n) => under.submit(assign(n)));
    pass(queueMsMax + 1);
    const inTime = under.submit(assign(6));
    await executor.next();
    expect((await Promise.allSettled(late)).map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
    await executor.next();
    await Promise.all([running, inTime]);
  });
});

describe('the batcher of several lanes', () => {
  /** Lanes 6, 5 and 0 of eight. */
  const [inA, inB, inC] = ['pool-a', 'pool-b', 'pool-q'].map((poolId) => ({ poolId: poolId as PoolId }));
  const floodLimits = { ...smallLimits, transactionSizeMax: 8, queueSizeMax: 200 };
  const under = (executor: HeldExecutor, logged: string[] = [], limits = floodLimits): CommandBatcher =>
    batcher(executor, logged, limits, 8);

  it('decides what waits in all lanes in one transaction', async () => {
    const executor = new HeldExecutor();
    const commands = under(executor);
    const answers = [assign(1, inA), assign(2, inB), assign(3, inA), assign(4, inC)].map((each) =>
      commands.submit(each),
    );
    await executor.next();
    await Promise.all(answers);
    expect(executor.batches.map((ids) => ids.sort())).toEqual([['01', '02', '03', '04']]);
  });

  it.each<[string, boolean, string[][]]>([
    ['takes a lane that another process held with the next transaction', false, [['01'], ['02', '03']]],
    [
      'waits alone for a lane that another process still holds, and continues with the others',
      true,
      [['01'], ['03'], ['02']],
    ],
  ])('%s', async (_, isStillHeld, expected) => {
    const executor = new HeldExecutor();
    executor.locked.add(laneOf('pool-b', 8));
    const commands = under(executor);
    const held = commands.submit(assign(2, inB));
    const first = commands.submit(assign(1, inA));
    await executor.next();
    await first;
    if (!isStillHeld) executor.locked.clear();
    const second = commands.submit(assign(3, inA));
    await executor.next();
    await second;
    if (isStillHeld) await executor.next();
    await held;
    expect(executor.batches.map((ids) => ids.sort())).toEqual(expected);
  });

  it('does not wait longer for a transaction that is held up', async () => {
    const executor = new HeldExecutor();
    const commands = under(executor, [], { ...floodLimits, countedMsMax: 1 });
    const heldUp = commands.submit(assign(1, inA));
    await executor.begun(1);
    const other = commands.submit(assign(2, inB));
    await executor.begun(2);
    expect(executor.batches).toEqual([['01'], ['02']]);
    await executor.next();
    await executor.next();
    await Promise.all([heldUp, other]);
  });

  it('tries each lane alone after a failure of the transaction, so that one lane fails and not the others', async () => {
    const executor = new HeldExecutor();
    executor.fail = (ids) => (ids.includes('02') ? new Error('a bug') : undefined);
    const logged: string[] = [];
    const commands = under(executor, logged);
    const settled = Promise.allSettled([assign(1, inA), assign(2, inB)].map((each) => commands.submit(each)));
    for (let n = 0; n < 3; n++) await executor.next();
    expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(logged).toEqual(['command-failed']);
  });

  it('serves a flood beside the others: one transaction each, and that of the flood only in lanes where no other tenant has commands', async () => {
    const executor = new HeldExecutor();
    const commands = under(executor, [], { ...floodLimits, transactionsMax: 2 });
    const running = commands.submit(assign(1, inC));
    await turnOfTheLoop();
    const flood = Array.from({ length: 60 }, (_, n) =>
      commands.submit(assign(10 + n, { ...(n % 2 === 0 ? inA : inB), wwsfId: 'wwsf-a' as WwsfId })),
    );
    const ofOther = (n: number): Promise<Outcome> => commands.submit(assign(n, { ...inB, wwsfId: 'wwsf-b' as WwsfId }));
    const other = ofOther(2);
    await executor.next();
    await executor.begun(3);
    const [, others, alone = []] = executor.batches;
    expect(others).toEqual(['02']);
    expect(alone.map((id) => Number(id) % 2)).toEqual(Array(8).fill(0));
    const next = ofOther(3);
    await turnOfTheLoop();
    expect(executor.batches).toHaveLength(3);
    await executor.next();
    await other;
    await executor.begun(4);
    // The rest is of the flood in the same lane, so that it does not wait without end.
    const [last = []] = executor.batches.slice(3);
    expect(last[0]).toBe('03');
    expect(last.slice(1).map((id) => Number(id) % 2)).toEqual(Array(7).fill(1));
    while ((await Promise.race([Promise.all(flood).then(() => true), executor.next()])) !== true);
    await Promise.all([running, next]);
  });

  it('serves a tenant with much work in the lane of others beside a flood, without waiting for it', async () => {
    const executor = new HeldExecutor();
    const commands = under(executor, [], { ...floodLimits, transactionsMax: 2 });
    const running = commands.submit(assign(1, inB));
    await turnOfTheLoop();
    const ofA = (n: number): Promise<Outcome> =>
      commands.submit(assign(n, { ...(n % 2 === 0 ? inA : inC), wwsfId: 'wwsf-a' as WwsfId }));
    const ofB = (n: number): Promise<Outcome> => commands.submit(assign(n, { ...inB, wwsfId: 'wwsf-b' as WwsfId }));
    const flood = Array.from({ length: 60 }, (_, n) => ofA(10 + n));
    const first = ofB(2);
    await executor.next();
    await executor.begun(3);
    const many = Array.from({ length: 8 }, (_, n) => ofB(70 + n));
    await executor.next();
    await first;
    await executor.begun(4);
    expect(executor.batches[3]).toEqual(['70', '71', '72', '73', '74', '75', '76', '77']);
    while ((await Promise.race([Promise.all([...flood, ...many]).then(() => true), executor.next()])) !== true);
    await running;
  });

  it('records lapses beside the commands of tenants, in one transaction', async () => {
    const executor = new HeldExecutor();
    const commands = under(executor);
    const expired = commands.expireDue(laneOf('pool-b', 8));
    const answer = commands.submit(assign(1, inA));
    await executor.next();
    expect(await expired).toBe(0);
    await answer;
    expect(executor.batches).toEqual([['01', 'ExpireDue']]);
  });

  it('records a wave of lapses beside a flood', async () => {
    const executor = new HeldExecutor();
    const commands = under(executor, [], { ...floodLimits, transactionsMax: 2 });
    const waveLane = laneOf('pool-b', 8);
    executor.due = 1_000;
    const first = commands.expireDue(waveLane);
    await executor.next();
    // Fewer than are due: from now on it is known to be a wave.
    expect(await first).toBeLessThan(1_000);
    const flood = Array.from({ length: 60 }, (_, n) => commands.submit(assign(10 + n, inA)));
    const second = commands.expireDue(waveLane);
    await executor.begun(3);
    expect(executor.batches.slice(1)).toEqual([['ExpireDue'], ['10', '11', '12', '13', '14', '15', '16', '17']]);
    await executor.next();
    await second;
    while ((await Promise.race([Promise.all(flood).then(() => true), executor.next()])) !== true);
  });
});
