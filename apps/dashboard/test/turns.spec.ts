import { describe, expect, it } from '@jest/globals';
import { Turns } from '../src/service/turns.js';

describe('turns', () => {
  it('let at most so many tasks run, in their order, also after one has failed', async () => {
    const turns = new Turns(2);
    const ends: (() => void)[] = [];
    const begun: number[] = [];
    const tasks = [0, 1, 2, 3].map((n) =>
      turns.take(() => {
        begun.push(n);
        return new Promise<number>((resolve, reject) => {
          ends.push(() => (n === 0 ? reject(new Error('failed')) : resolve(n)));
        });
      }),
    );
    const results = Promise.allSettled(tasks);
    expect(begun).toEqual([0, 1]);
    ends[0]?.();
    await expect(tasks[0]).rejects.toThrow('failed');
    expect(begun).toEqual([0, 1, 2]);
    ends[1]?.();
    await tasks[1];
    expect(begun).toEqual([0, 1, 2, 3]);
    for (const end of ends) end();
    expect((await results).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
  });
});
