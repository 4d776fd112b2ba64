import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { keepMembership } from '../src/consumer/keep-membership.js';

describe('keepMembership', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const workFor = (ms: number) => (): Promise<string> => new Promise((resolve) => setTimeout(resolve, ms, 'done'));

  it('sends heartbeats while the work runs, and none afterwards', async () => {
    let beats = 0;
    const heartbeat = async (): Promise<void> => {
      beats++;
    };
    const working = keepMembership(heartbeat, 1_000, workFor(60_500));
    await jest.advanceTimersByTimeAsync(60_500);
    expect(await working).toBe('done');
    await jest.advanceTimersByTimeAsync(10_000);
    expect(beats).toBe(60);
  });

  it('lets the work end before it throws the error of a heartbeat', async () => {
    let hasEnded = false;
    const work = async (): Promise<void> => {
      await workFor(3_000)();
      hasEnded = true;
    };
    const rebalancing = new Error('the group is rebalancing');
    const working = keepMembership(() => Promise.reject(rebalancing), 1_000, work);
    const rejected = expect(working).rejects.toBe(rebalancing);
    await jest.advanceTimersByTimeAsync(3_000);
    await rejected;
    expect(hasEnded).toBe(true);
  });

  it('throws the error of the work', async () => {
    const failing = keepMembership(
      () => Promise.resolve(),
      1_000,
      () => Promise.reject(new Error('unavailable')),
    );
    await expect(failing).rejects.toThrow('unavailable');
    expect(jest.getTimerCount()).toBe(0);
  });
});
