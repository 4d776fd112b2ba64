import { describe, expect, it } from '@jest/globals';
import { BoundedQueue } from '@allocator/runtime';

describe('BoundedQueue', () => {
  it('gives items back in order, as many as asked for', () => {
    const queue = new BoundedQueue<number>(10);
    [1, 2, 3, 4, 5].forEach((item) => queue.tryPush(item));
    expect([queue.takeUpTo(2), queue.takeUpTo(2), queue.takeUpTo(2), queue.takeUpTo(2)]).toEqual([
      [1, 2],
      [3, 4],
      [5],
      [],
    ]);
  });

  it('takes no more than its capacity', () => {
    const queue = new BoundedQueue<number>(2);
    expect([queue.tryPush(1), queue.tryPush(2), queue.tryPush(3)]).toEqual([true, true, false]);
    expect(queue.size).toBe(2);
    expect(() => new BoundedQueue(0)).toThrow(RangeError);
  });

  it('tells those who wait when there is room', async () => {
    const queue = new BoundedQueue<number>(1);
    await queue.whenRoom();
    queue.tryPush(1);
    let told = false;
    const room = queue.whenRoom().then(() => (told = true));
    await Promise.resolve();
    expect(told).toBe(false);
    queue.takeUpTo(1);
    await room;
    expect(told).toBe(true);
  });

  it('keeps order and size over a long run of pushes and takes', () => {
    const queue = new BoundedQueue<number>(1_000);
    const taken: number[] = [];
    let pushed = 0;
    for (let round = 0; round < 500; round++) {
      for (let i = 0; i < (round % 7) * 10; i++) if (queue.tryPush(pushed)) pushed++;
      taken.push(...queue.takeUpTo((round % 5) * 13));
      expect(queue.size).toBe(pushed - taken.length);
    }
    taken.push(...queue.takeUpTo(1_000));
    expect(taken).toEqual(Array.from({ length: pushed }, (_, i) => i));
  });
});
