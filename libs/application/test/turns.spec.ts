import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Turns } from '../src/lanes/turns.js';

const forEver = 60_000;

/** Takes a turn for each name, in order, and tells who has one. */
function queueing(turns: Turns, names: readonly string[]): { has: string[] } {
  const has: string[] = [];
  for (const name of names) void turns.take().then(() => has.push(name));
  return { has };
}

describe('turns', () => {
  it('let as many go ahead as they are for, the others as turns are given back, first come first served', async () => {
    const turns = new Turns(2, forEver);
    const { has } = queueing(turns, ['a', 'b', 'c', 'd']);
    await turnOfTheLoop();
    expect(has).toEqual(['a', 'b']);
    turns.giveBack();
    await turnOfTheLoop();
    expect(has).toEqual(['a', 'b', 'c']);
    turns.giveBack();
    await turnOfTheLoop();
    expect(has).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are not waited for any longer than that: the late one goes ahead, and the count is right again afterwards', async () => {
    const turns = new Turns(1, 1);
    await turns.take();
    await turns.take();
    turns.giveBack();
    const third = queueing(turns, ['c']);
    await turnOfTheLoop();
    expect(third.has).toEqual([]);
    turns.giveBack();
    await turnOfTheLoop();
    expect(third.has).toEqual(['c']);
  });

  it('are not waited for by who is urgent, and the count is right again afterwards', async () => {
    const turns = new Turns(1, forEver);
    await turns.take();
    await turns.take(() => true);
    const { has } = queueing(turns, ['c']);
    turns.giveBack();
    await turnOfTheLoop();
    expect(has).toEqual([]);
    turns.giveBack();
    await turnOfTheLoop();
    expect(has).toEqual(['c']);
  });

  it('go to who has become urgent when one is given back, before those who came earlier', async () => {
    const turns = new Turns(1, forEver);
    await turns.take();
    const has: string[] = [];
    const urgent = new Set<string>();
    for (const name of ['a', 'b', 'c']) void turns.take(() => urgent.has(name)).then(() => has.push(name));
    urgent.add('c');
    turns.giveBack();
    await turnOfTheLoop();
    turns.giveBack();
    await turnOfTheLoop();
    turns.giveBack();
    await turnOfTheLoop();
    expect(has).toEqual(['c', 'a', 'b']);
  });
});
