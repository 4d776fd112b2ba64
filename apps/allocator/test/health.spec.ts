import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { WwsfId } from '@allocator/domain';
import { Health } from '../src/health/health.js';

type Answer = (lanes: readonly []) => void;

describe('whether the process is ready', () => {
  let health: Health;
  let asked: Answer[];
  beforeEach(() => {
    jest.useFakeTimers();
    asked = [];
    health = new Health({
      demandWritable: () => Promise.resolve(),
      closedLanes: () => new Promise<readonly []>((resolve) => asked.push(resolve)),
    });
    health.started();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const answered = { ready: true, state: 'working', closedLanes: [], relay: [], stoppedProjections: [] };
  const answer = (): void => asked.at(-1)?.([]);

  it('is checked in the database once for all concurrent requests, and at most once a second', async () => {
    const calls = Array.from({ length: 1_000 }, () => health.report());
    await jest.advanceTimersByTimeAsync(10);
    expect(asked).toHaveLength(1);
    answer();
    expect(await Promise.all(calls)).toEqual(calls.map(() => answered));
    await jest.advanceTimersByTimeAsync(999);
    expect(await health.report()).toEqual(answered);
    expect(asked).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    const later = health.report();
    await jest.advanceTimersByTimeAsync(0);
    expect(asked).toHaveLength(2);
    answer();
    expect(await later).toEqual(answered);
  });

  it('is not checked again while a check without an answer is pending', async () => {
    for (let call = 0; call < 5; call++) {
      const report = health.report();
      await jest.advanceTimersByTimeAsync(2_000);
      expect(await report).toEqual({ ready: false, state: 'working', database: 'does not answer' });
      await jest.advanceTimersByTimeAsync(1_000);
    }
    expect(asked).toHaveLength(1);
    answer();
    await jest.advanceTimersByTimeAsync(0);
    const report = health.report();
    await jest.advanceTimersByTimeAsync(0);
    answer();
    expect(await report).toEqual(answered);
  });

  it('is answered to anybody, so it counts WWSFs and names none', async () => {
    const failure = { state: 'failing', reason: 'the topic of wwsf-a' } as const;
    const failures = ['wwsf-a', 'wwsf-b'].map((wwsfId) => ({ ...failure, wwsfId: wwsfId as WwsfId }));
    health.watch({ commands: () => ({ waiting: 3, deadLetters: 1, failures }) });
    const report = health.report();
    await jest.advanceTimersByTimeAsync(0);
    answer();
    expect(await report).toEqual({ ...answered, intake: [{ state: 'failing', wwsfs: 2 }] });
  });

  it('is answered without a check by a process that starts or stops', async () => {
    const first = health.report();
    await jest.advanceTimersByTimeAsync(0);
    health.onModuleDestroy();
    expect(await health.report()).toEqual({ ready: false, state: 'stopping' });
    answer();
    expect(await first).toEqual({ ready: false, state: 'stopping' });
    expect(asked).toHaveLength(1);
  });
});
