import { beforeAll, describe, expect, it } from '@jest/globals';
import { checkChain } from '@allocator/testing';
import { changed, goodHistory, without } from './tampered-history.js';

describe('checkChain', () => {
  let good: readonly string[];
  beforeAll(async () => {
    good = (await goodHistory()).documents;
  });

  it('passes a history that nobody touched, and an empty one', () => {
    expect(checkChain(0, good)).toEqual([]);
    expect(checkChain(0, [])).toEqual([]);
  });

  it.each<[string, number, RegExp, (documents: readonly string[]) => readonly string[]]>([
    ['a changed byte', 5, /previous/, (d) => changed(d, 'Assigned', 0, ({ data }) => (data['generation'] = 7))],
    ['an event that is missing', 7, /position is 8, not 7/, (d) => without(d, 'Released', 0)],
    ['an event that is there twice', 4, /position is 3, not 4/, (d) => [...d.slice(0, 3), ...d.slice(2)]],
    ['events that changed places', 1, /position is 2, not 1/, ([a = '', b = '', ...rest]) => [b, a, ...rest]],
    ['a history that lacks its beginning', 1, /position is 2, not 1/, (d) => d.slice(1)],
    ['an id that says another place', 14, /id is "0-99"/, (d) => changed(d, 'Expired', 0, (e) => (e.id = '0-99'))],
    ['an event of another lane', 14, /lane is 1/, (d) => changed(d, 'Expired', 0, (e) => (e.lane = 1))],
    ['a text that is no JSON', 18, /not JSON/, (d) => [...d.slice(0, -1), '{"id":']],
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
