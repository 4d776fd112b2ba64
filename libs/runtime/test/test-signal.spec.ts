import { describe, expect, it, jest } from '@jest/globals';
import { SignalTimeoutError, TestSignal } from '@allocator/runtime';

describe('TestSignal', () => {
  it('passes the next value to all waiting callers', async () => {
    const signal = new TestSignal<number>();
    signal.emit(1);
    const both = Promise.all([signal.next(), signal.next()]);
    signal.emit(2);
    expect(await both).toEqual([2, 2]);
  });

  it('waits for a value that satisfies the predicate', async () => {
    const signal = new TestSignal<number>();
    const even = signal.waitFor((value) => value % 2 === 0);
    [1, 3, 4, 6].forEach((value) => signal.emit(value));
    expect(await even).toBe(4);
  });

  it('throws after the timeout', async () => {
    jest.useFakeTimers();
    try {
      const waiting = new TestSignal().next(1_000);
      jest.advanceTimersByTime(1_000);
      await expect(waiting).rejects.toThrow(SignalTimeoutError);
    } finally {
      jest.useRealTimers();
    }
  });
});
