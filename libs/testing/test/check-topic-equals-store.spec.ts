import { beforeAll, describe, expect, it } from '@jest/globals';
import { checkTopicEqualsStore } from '@allocator/testing';
import { goodHistory } from './tampered-history.js';

describe('checkTopicEqualsStore', () => {
  let good: readonly string[];
  beforeAll(async () => {
    good = (await goodHistory()).documents;
  });

  it('accepts a topic with the same bytes', () => {
    expect(checkTopicEqualsStore(0, good, [...good])).toEqual([]);
  });

  it.each<[string, number, RegExp, (topic: readonly string[]) => readonly string[]]>([
    ['a topic that ends too early', 18, /ends after 17 events/, (t) => t.slice(0, -1)],
    ['a duplicate last event', 19, /has 19 events/, (t) => [...t, ...t.slice(-1)]],
    ['a duplicate event', 6, /the event of position 5 at this position/, (t) => [...t.slice(0, 5), ...t.slice(4)]],
    ['a missing event', 5, /the event of position 6 at this position/, (t) => [...t.slice(0, 4), ...t.slice(5)]],
    [
      'a changed byte',
      3,
      /bytes in the topic differ/,
      (t) => t.map((text, index) => (index === 2 ? text.replace(':', ': ') : text)),
    ],
    ['an empty topic', 1, /ends after 0 events/, () => []],
  ])('finds %s', (_, position, sentence, tamper) => {
    expect(checkTopicEqualsStore(0, good, tamper(good))).toEqual([
      { lane: 0, position, sentence: expect.stringMatching(sentence) },
    ]);
  });
});
