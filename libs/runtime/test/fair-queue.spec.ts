import { describe, expect, it } from '@jest/globals';
import { FairQueue } from '@allocator/runtime';
import fc from 'fast-check';

const a = 'wwsf-a';
const b = 'wwsf-b';

describe('FairQueue', () => {
  it("returns the requested number of one tenant's items, in order", () => {
    const queue = new FairQueue<number>({ sizeMax: 10, shareMax: 10 });
    [1, 2, 3, 4, 5].forEach((item) => queue.tryPush(a, item));
    expect([queue.takeUpTo(2), queue.takeUpTo(2), queue.takeUpTo(2), queue.takeUpTo(2)]).toEqual([
      [1, 2],
      [3, 4],
      [5],
      [],
    ]);
  });

  it('serves a tenant with one item in the next round, however many items another tenant has', () => {
    const queue = new FairQueue<string>({ sizeMax: 100, shareMax: 90 });
    for (let n = 0; n < 90; n++) queue.tryPush(a, `a${String(n)}`);
    queue.tryPush(b, 'b0');
    expect(queue.takeUpTo(10)).toContain('b0');
    queue.tryPush(b, 'b1');
    expect([queue.takeUpTo(1), queue.takeUpTo(1)].flat()).toContain('b1');
  });

  it('refuses items beyond its size, and beyond the share of one tenant', () => {
    const queue = new FairQueue<number>({ sizeMax: 3, shareMax: 2 });
    expect([1, 2, 3].map((item) => queue.tryPush(a, item))).toEqual([true, true, false]);
    expect([4, 5].map((item) => queue.tryPush(b, item))).toEqual([true, false]);
    expect([queue.size, queue.tenants]).toEqual([3, 2]);
    expect(() => new FairQueue({ sizeMax: 1, shareMax: 2 })).toThrow(RangeError);
    expect(() => new FairQueue({ sizeMax: 1, shareMax: 0 })).toThrow(RangeError);
  });

  it('notifies a waiting caller when there is room for its tenant', async () => {
    const queue = new FairQueue<number>({ sizeMax: 2, shareMax: 1 });
    await queue.whenRoom(a);
    queue.tryPush(a, 1);
    await queue.whenRoom(b);
    let notified = false;
    const room = queue.whenRoom(a).then(() => (notified = true));
    await Promise.resolve();
    expect(notified).toBe(false);
    queue.takeUpTo(1);
    await room;
  });

  it('loses no item, keeps the order of each tenant, and takes equally from tenants', () => {
    const push = fc.record({ tenant: fc.constantFrom('a', 'b', 'c'), count: fc.integer({ min: 1, max: 30 }) });
    const steps = fc.array(fc.oneof(push, fc.record({ take: fc.integer({ min: 0, max: 40 }) })), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (all) => {
        const queue = new FairQueue<{ tenant: string; n: number }>({ sizeMax: 60, shareMax: 40 });
        const waiting: Record<string, number[]> = { a: [], b: [], c: [] };
        let n = 0;
        for (const step of all) {
          if ('tenant' in step) {
            for (let i = 0; i < step.count; i++) {
              const item = { tenant: step.tenant, n: n++ };
              if (queue.tryPush(step.tenant, item)) waiting[step.tenant]?.push(item.n);
            }
          } else {
            const before = Object.fromEntries(Object.entries(waiting).map(([tenant, line]) => [tenant, line.length]));
            const taken = queue.takeUpTo(step.take);
            const counts: Record<string, number> = { a: 0, b: 0, c: 0 };
            for (const { tenant, n: number } of taken) {
              expect(waiting[tenant]?.shift()).toBe(number);
              counts[tenant] = (counts[tenant] ?? 0) + 1;
            }
            // No tenant got more than one item more than another that still has items.
            for (const [tenant, line] of Object.entries(waiting)) {
              if (line.length === 0 || before[tenant] === 0) continue;
              expect(Math.max(...Object.values(counts)) - (counts[tenant] ?? 0)).toBeLessThanOrEqual(1);
            }
          }
          expect(queue.size).toBe(Object.values(waiting).reduce((sum, line) => sum + line.length, 0));
          expect(queue.size).toBeLessThanOrEqual(60);
        }
      }),
    );
  });
});
