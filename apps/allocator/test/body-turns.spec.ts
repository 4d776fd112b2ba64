import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { BodyTurns } from '../src/http/limits/body-turns.js';

describe('large bodies', () => {
  let turns: BodyTurns;
  let parsed: string[];
  beforeEach(() => {
    turns = new BodyTurns();
    parsed = [];
  });
  const take = (tenant: string, name: string, isGone = () => false): void => {
    turns.take(tenant, () => parsed.push(name), isGone);
  };

  it('are parsed one per turn of the event loop, with tenants in rotation', async () => {
    for (const name of ['a1', 'a2', 'a3', 'a4']) take('a', name);
    take('b', 'b1');
    expect(parsed).toEqual([]);
    const seen: string[][] = [];
    for (let turn = 0; turn < 6; turn++) {
      await nextTurn();
      seen.push(parsed.splice(0));
    }
    expect(seen).toEqual([['a1'], ['b1'], ['a2'], ['a3'], ['a4'], []]);
  });

  it('are dropped without a turn if the client has disconnected', async () => {
    let isGone = false;
    for (const name of ['a1', 'a2']) take('a', name, () => isGone);
    take('a', 'a3');
    isGone = true;
    await nextTurn();
    expect(parsed).toEqual(['a3']);
  });
});
