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

  it('tells the group that the member lives as long as the work takes, and no longer', async () => {
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

  it('lets the work end before it tells that the group has changed', async () => {
    let hasEnded = false;
    const work = async (): Promise<void> => {
      await workFor(3_000)();
      hasEnded = true;
    };
    const rebalancing = new Error('the group is rebalancing');
    const working = keepMembership(() => Promise.reject(rebalancing), 1_000, work);
    const told = expect(working).rejects.toBe(rebalancing);
    await jest.advanceTimersByTimeAsync(3_000);
    await told;
    expect(hasEnded).toBe(true);
  });

  it('throws what the work throws', async () => {
    const failing = keepMembership(
      () => Promise.resolve(),
      1_000,
      () => Promise.reject(new Error('away')),
    );
    await expect(failing).rejects.toThrow('away');
    expect(jest.getTimerCount()).toBe(0);
  });
});
