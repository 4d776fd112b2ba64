import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ReadingTimeoutError, SharedReading } from '@allocator/runtime';

describe('a shared reading', () => {
  let answer: (value: number) => void;
  let fail: (error: Error) => void;
  let reads: number;
  let reading: SharedReading<number>;

  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
    reads = 0;
    reading = new SharedReading(
      () => {
        reads++;
        return new Promise<number>((resolve, reject) => {
          answer = resolve;
          fail = reject;
        });
      },
      { keptMs: 5_000, answerMsMax: 2_000 },
    );
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is one for all who ask at the same time', async () => {
    const both = [reading.get(), reading.get()];
    answer(7);
    expect(await Promise.all(both)).toEqual([7, 7]);
    expect(reads).toBe(1);
  });

  it('is used again for its time, and not longer', async () => {
    const first = reading.get();
    answer(7);
    await first;
    jest.advanceTimersByTime(4_999);
    expect(await reading.get()).toBe(7);
    expect(reads).toBe(1);
    jest.advanceTimersByTime(1);
    const second = reading.get();
    answer(8);
    expect(await second).toBe(8);
  });

  it('is not begun again while one that took too long continues', async () => {
    for (let n = 0; n < 3; n++) {
      const late = expect(reading.get()).rejects.toThrow(ReadingTimeoutError);
      await jest.advanceTimersByTimeAsync(2_000);
      await late;
    }
    expect(reads).toBe(1);
    answer(7);
    await jest.advanceTimersByTimeAsync(0);
    expect(await reading.get()).toBe(7);
    expect(reads).toBe(1);
  });

  it('is begun again after one that failed', async () => {
    const failed = expect(reading.get()).rejects.toThrow('away');
    fail(new Error('away'));
    await failed;
    const second = reading.get();
    answer(8);
    expect(await second).toBe(8);
  });
});
