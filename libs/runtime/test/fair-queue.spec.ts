import { describe, expect, it } from '@jest/globals';
import { FairQueue } from '@allocator/runtime';
import fc from 'fast-check';

const a = 'wwsf-a';
const b = 'wwsf-b';
const one = new Set([0]);

/** What is taken of the only lane. */
function take<T>(queue: FairQueue<number, T>, countMax: number): readonly T[] {
  return queue.takeUpTo(countMax, one, queue.tenantsIn(one).keys()).get(0) ?? [];
}

describe('FairQueue', () => {
  it("returns the requested number of one tenant's items, in order", () => {
    const queue = new FairQueue<number, number>(10);
    [1, 2, 3, 4, 5].forEach((item) => queue.tryPush(a, 0, item));
    expect([take(queue, 2), take(queue, 2), take(queue, 2), take(queue, 2)]).toEqual([[1, 2], [3, 4], [5], []]);
  });

  it('serves a tenant with one item in the next round, however many items another tenant has', () => {
    const queue = new FairQueue<number, string>(200);
    for (let n = 0; n < 90; n++) queue.tryPush(a, 0, `a${String(n)}`);
    queue.tryPush(b, 0, 'b0');
    expect(take(queue, 10)).toContain('b0');
    queue.tryPush(b, 0, 'b1');
    expect([take(queue, 1), take(queue, 1)].flat()).toContain('b1');
  });

  it('refuses items beyond the share of a tenant, and leaves room for others', () => {
    const queue = new FairQueue<number, number>(12);
    const fill = (tenant: string): number => {
      let count = 0;
      while (queue.tryPush(tenant, 0, count)) count++;
      return count;
    };
    expect(['a', 'b', 'c', 'd', 'e'].map(fill)).toEqual([6, 3, 2, 1, 0]);
    take(queue, 12);
    expect(['e', 'a'].map(fill)).toEqual([6, 3]);
    expect(() => new FairQueue(1)).toThrow(RangeError);
    expect(() => new FairQueue(2.5)).toThrow(RangeError);
  });

  it('notifies a waiting caller when there is room for its tenant', async () => {
    const queue = new FairQueue<number, number>(2);
    await queue.whenRoom(a, 0);
    queue.tryPush(a, 0, 1);
    await queue.whenRoom(b, 0);
    let notified = false;
    const room = queue.whenRoom(a, 0).then(() => (notified = true));
    await Promise.resolve();
    expect(notified).toBe(false);
    take(queue, 1);
    await room;
  });

  it('divides the share of a tenant between its lanes, and takes nothing of other lanes', () => {
    const queue = new FairQueue<number, string>(200);
    for (let n = 0; n < 50; n++) for (const lane of [0, 1, 2]) queue.tryPush(a, lane, `a${String(lane)}`);
    queue.tryPush(b, 2, 'b2');
    const taken = queue.takeUpTo(11, new Set([0, 2]), [a, b]);
    expect([...taken.keys()].sort()).toEqual([0, 2]);
    expect(taken.get(2)).toContain('b2');
    const counts = [0, 2].map((lane) => taken.get(lane)?.filter((item) => item.startsWith('a')).length ?? 0);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(4);
    expect([...queue.lanes.keys()].sort()).toEqual([0, 1, 2]);
  });

  it('limits each lane by itself', () => {
    const queue = new FairQueue<number, string>(2);
    expect([queue.tryPush(a, 0, 'x'), queue.tryPush(a, 0, 'y'), queue.tryPush(a, 1, 'z')]).toEqual([true, false, true]);
  });

  it('loses no item, keeps the order of each tenant in each lane, and takes equally from tenants', () => {
    const push = fc.record({
      tenant: fc.constantFrom('a', 'b', 'c'),
      lane: fc.constantFrom(0, 1),
      count: fc.integer({ min: 1, max: 30 }),
    });
    const taking = fc.record({
      take: fc.integer({ min: 0, max: 40 }),
      lanes: fc.constantFrom<readonly number[]>([0], [1], [0, 1], []),
    });
    fc.assert(
      fc.property(fc.array(fc.oneof(push, taking), { maxLength: 60 }), (all) => {
        const queue = new FairQueue<number, { tenant: string; n: number }>(60);
        const waiting = new Map<string, number[]>();
        const line = (tenant: string, lane: number): number[] => {
          const key = `${tenant}${String(lane)}`;
          if (!waiting.has(key)) waiting.set(key, []);
          return waiting.get(key) as number[];
        };
        let n = 0;
        for (const step of all) {
          if ('tenant' in step) {
            for (let i = 0; i < step.count; i++) {
              const item = { tenant: step.tenant, n: n++ };
              if (queue.tryPush(step.tenant, step.lane, item)) line(step.tenant, step.lane).push(item.n);
            }
          } else {
            const lengthOf = (tenant: string): number =>
              step.lanes.reduce((sum, lane) => sum + line(tenant, lane).length, 0);
            const before = new Map(['a', 'b', 'c'].map((tenant) => [tenant, lengthOf(tenant)]));
            const counts = new Map([...before.keys()].map((tenant) => [tenant, 0]));
            const taken = queue.takeUpTo(step.take, new Set(step.lanes), queue.tenantsIn(new Set(step.lanes)).keys());
            for (const [lane, items] of taken) {
              for (const { tenant, n: number } of items) {
                expect(line(tenant, lane).shift()).toBe(number);
                counts.set(tenant, (counts.get(tenant) ?? 0) + 1);
              }
            }
            const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
            expect(all).toBe(
              Math.min(
                step.take,
                [...before.values()].reduce((sum, count) => sum + count, 0),
              ),
            );
            // No tenant got more than one item more than another that still has items.
            for (const [tenant, had] of before) {
              if (lengthOf(tenant) === 0 || had === 0) continue;
              expect(Math.max(...counts.values()) - (counts.get(tenant) ?? 0)).toBeLessThanOrEqual(1);
            }
          }
          expect(queue.size).toBe([...waiting.values()].reduce((sum, { length }) => sum + length, 0));
        }
      }),
    );
  });
});
