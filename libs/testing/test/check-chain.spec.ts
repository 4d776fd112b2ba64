import { beforeAll, describe, expect, it } from '@jest/globals';
import { checkChain } from '@allocator/testing';
import { changed, goodHistory, without } from './tampered-history.js';

describe('checkChain', () => {
  let good: readonly string[];
  beforeAll(async () => {
    good = (await goodHistory()).documents;
  });

  it('accepts an untouched history, and an empty one', () => {
    expect(checkChain(0, good)).toEqual([]);
    expect(checkChain(0, [])).toEqual([]);
  });

  it.each<[string, number, RegExp, (documents: readonly string[]) => readonly string[]]>([
    ['a changed byte', 5, /previous/, (d) => changed(d, 'Assigned', 0, ({ data }) => (data['generation'] = 7))],
    ['a missing event', 7, /position is 8, expected 7/, (d) => without(d, 'Released', 0)],
    ['a duplicate event', 4, /position is 3, expected 4/, (d) => [...d.slice(0, 3), ...d.slice(2)]],
    ['swapped events', 1, /position is 2, expected 1/, ([a = '', b = '', ...rest]) => [b, a, ...rest]],
    ['a missing first event', 1, /position is 2, expected 1/, (d) => d.slice(1)],
    ['an id with another position', 14, /id is "0-99"/, (d) => changed(d, 'Expired', 0, (e) => (e.id = '0-99'))],
    ['an event of another lane', 14, /lane is 1/, (d) => changed(d, 'Expired', 0, (e) => (e.lane = 1))],
    ['a text that is not JSON', 18, /not JSON/, (d) => [...d.slice(0, -1), '{"id":']],
    [
      'a recorded time that goes back',
      18,
      /before the event before it/,
      (d) => changed(d, 'Expired', -1, (e) => (e.time = '2026-01-01T00:00:00.000Z')),
    ],
  ])('finds %s', (_, position, sentence, tamper) => {
    const violations = checkChain(0, tamper(good));
    expect(violations).toContainEqual({ lane: 0, position, sentence: expect.stringMatching(sentence) });
    expect(violations[0]?.position).toBe(position);
  });
});
