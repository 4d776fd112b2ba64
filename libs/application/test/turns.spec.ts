import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Turns } from '../src/lanes/turns.js';

const waitMsMax = 60_000;

/** Takes a turn for each name, in order. @returns the names whose turn has begun */
function queueing(turns: Turns, names: readonly string[]): { has: string[] } {
  const has: string[] = [];
  for (const name of names) void turns.take().then(() => has.push(name));
  return { has };
}

describe('turns', () => {
  it('begin up to the limit, and the others in order as turns are released', async () => {
    const turns = new Turns(2, waitMsMax);
    const { has } = queueing(turns, ['a', 'b', 'c', 'd']);
    await turnOfTheLoop();
    expect(has).toEqual(['a', 'b']);
    turns.release();
    await turnOfTheLoop();
    expect(has).toEqual(['a', 'b', 'c']);
    turns.release();
    await turnOfTheLoop();
    expect(has).toEqual(['a', 'b', 'c', 'd']);
  });

  it('begin after the longest wait, and the count stays right', async () => {
    const turns = new Turns(1, 1);
    await turns.take();
    await turns.take();
    turns.release();
    const third = queueing(turns, ['c']);
    await turnOfTheLoop();
    expect(third.has).toEqual([]);
    turns.release();
    await turnOfTheLoop();
    expect(third.has).toEqual(['c']);
  });

  it('begin without waiting if they are urgent, and the count stays right', async () => {
    const turns = new Turns(1, waitMsMax);
    await turns.take();
    await turns.take(() => true);
    const { has } = queueing(turns, ['c']);
    turns.release();
    await turnOfTheLoop();
    expect(has).toEqual([]);
    turns.release();
    await turnOfTheLoop();
    expect(has).toEqual(['c']);
  });

  it('that became urgent while they waited begin before those that came earlier', async () => {
    const turns = new Turns(1, waitMsMax);
    await turns.take();
    const has: string[] = [];
    const urgent = new Set<string>();
    for (const name of ['a', 'b', 'c']) void turns.take(() => urgent.has(name)).then(() => has.push(name));
    urgent.add('c');
    turns.release();
    await turnOfTheLoop();
    turns.release();
    await turnOfTheLoop();
    turns.release();
    await turnOfTheLoop();
    expect(has).toEqual(['c', 'a', 'b']);
  });
});
