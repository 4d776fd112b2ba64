import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Log } from '@allocator/runtime';
import { Backoff, BoundedQueue, LoopService, SignalTimeoutError, TestSignal } from '@allocator/runtime';

describe('Backoff', () => {
  it('doubles up to its bound, draws from the upper half, and begins anew after a success', () => {
    let random = 1;
    const backoff = new Backoff({ minMs: 10, maxMs: 50, random: () => random });
    expect([1, 2, 3, 4].map(() => backoff.next())).toEqual([10, 20, 40, 50]);
    random = 0;
    expect(backoff.next()).toBe(25);
    backoff.reset();
    expect(backoff.next()).toBe(5);
  });
});

describe('BoundedQueue', () => {
  it('keeps order and never exceeds its capacity, like a plain array', () => {
    const operation = fc.oneof(fc.constant('push' as const), fc.integer({ min: 0, max: 5 }));
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
        const queue = new BoundedQueue<number>(7);
        const model: number[] = [];
        let next = 0;
        for (const each of operations) {
          if (each === 'push') {
            expect(queue.tryPush(next)).toBe(model.length < 7);
            if (model.length < 7) model.push(next);
            next++;
          } else expect(queue.takeUpTo(each)).toEqual(model.splice(0, each));
          expect(queue.size).toBe(model.length);
        }
      }),
    );
  });

  it('tells those who wait as soon as there is room', async () => {
    const queue = new BoundedQueue<number>(1);
    await queue.whenRoom();
    queue.tryPush(1);
    const room = queue.whenRoom();
    queue.takeUpTo(1);
    await room;
  });
});

describe('TestSignal', () => {
  it('gives the first value that fits, and says when none comes', async () => {
    const signal = new TestSignal<number>();
    const even = signal.waitFor((value) => value % 2 === 0);
    [1, 3, 4, 6].forEach((value) => {
      signal.emit(value);
    });
    expect(await even).toBe(4);
    await expect(signal.next(1)).rejects.toThrow(SignalTimeoutError);
  });
});

describe('LoopService', () => {
  class Role extends LoopService {
    count = 0;
    inRound = 0;
    readonly logged: string[] = [];
    work: () => Promise<number> = () => Promise.resolve(Infinity);

    constructor(logged: string[] = []) {
      const say = ({ code }: { code: string }) => void logged.push(code);
      const log: Log = { debug: say, info: say, warn: say, error: say };
      super({ name: 'role', log, backoff: new Backoff({ minMs: 1, maxMs: 1 }) });
      this.logged = logged;
    }

    protected async runOnce(): Promise<number> {
      this.count++;
      if (++this.inRound > 1) throw new Error('two rounds at once');
      try {
        return await this.work();
      } finally {
        this.inRound--;
      }
    }
  }

  it('sleeps until it is woken, and a wake during a round brings another', async () => {
    const role = new Role();
    const first = role.rounds.next();
    await role.start();
    await first;
    role.work = () => {
      role.work = () => Promise.resolve(Infinity);
      role.wake();
      return Promise.resolve(Infinity);
    };
    const third = role.rounds.waitFor(() => role.count === 3);
    role.wake();
    await third;
    await role.stop();
  });

  it('says once that it fails, tries again, and says when it works again', async () => {
    const role = new Role();
    let failures = 3;
    role.work = () => (failures-- > 0 ? Promise.reject(new Error('not now')) : Promise.resolve(Infinity));
    const recovered = role.rounds.next();
    await role.start();
    await recovered;
    await role.stop();
    expect(role.logged).toEqual(['role-failed', 'role-recovered']);
    expect(role.count).toBe(4);
  });

  it('stands any order of starts, stops and wakes, and runs nothing after the last stop', async () => {
    const role = new Role();
    role.work = () => Promise.resolve(0);
    for (let turn = 0; turn < 200; turn++) {
      await role.start();
      if (turn % 3 === 0) await role.start();
      if (turn % 2 === 0) role.wake();
      await Promise.all([role.stop(), role.stop()]);
    }
    const { count } = role;
    await new Promise((resolve) => setImmediate(resolve));
    expect(role.count).toBe(count);
    expect(role.logged).toEqual([]);
  });
});
