import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { CommandBatcher, LaneClosedError, OverloadedError } from '@allocator/application';
import type { Log } from '@allocator/runtime';
import { assign, HeldExecutor, release, smallLimits } from '@allocator/testing';

function batcher(executor: HeldExecutor, logged: string[] = [], within = smallLimits, lanes = 1): CommandBatcher {
  const record = ({ code }: { code: string }) => void logged.push(code);
  const log: Log = { debug: record, info: record, warn: record, error: record };
  const under = new CommandBatcher(executor, lanes, log, within);
  void under.start();
  return under;
}

describe('the batcher', () => {
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
    const queueMsMax = 50;
    const under = batcher(executor, [], { ...smallLimits, queueMsMax });
    const running = under.submit(assign(1));
    await turnOfTheLoop();
    const late = under.submit(assign(2));
    const patient = under.submit(assign(4), 'endless');
    const since = performance.now();
    while (performance.now() - since <= queueMsMax);
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
});
