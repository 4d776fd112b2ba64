import { beforeAll, describe, expect, it } from '@jest/globals';
import { checkTopicEqualsStore } from '@allocator/testing';
import { goodHistory } from './tampered-history.js';

describe('checkTopicEqualsStore', () => {
  let good: readonly string[];
  beforeAll(async () => {
    good = (await goodHistory()).documents;
  });

  it('passes a topic that holds the same bytes', () => {
    expect(checkTopicEqualsStore(0, good, [...good])).toEqual([]);
  });

  it.each<[string, number, RegExp, (topic: readonly string[]) => readonly string[]]>([
    ['a topic that ends too soon', 18, /ends after 17 events/, (t) => t.slice(0, -1)],
    ['an event that is there twice at the end', 19, /has 19 events/, (t) => [...t, ...t.slice(-1)]],
    ['an event that is there twice', 6, /the event of position 5 here/, (t) => [...t.slice(0, 5), ...t.slice(4)]],
    ['an event that was left out', 5, /the event of position 6 here/, (t) => [...t.slice(0, 4), ...t.slice(5)]],
    ['another byte', 3, /other bytes/, (t) => t.map((text, index) => (index === 2 ? text.replace(':', ': ') : text))],
    ['nothing at all', 1, /ends after 0 events/, () => []],
  ])('finds %s', (_, position, sentence, tamper) => {
    expect(checkTopicEqualsStore(0, good, tamper(good))).toEqual([
      { lane: 0, position, sentence: expect.stringMatching(sentence) },
    ]);
  });
});
