import { describe, expect, it } from '@jest/globals';
import { entityTagOf, entityTags, versionsIn } from '@allocator/contracts';

describe('entity tags', () => {
  it.each<[string, unknown, unknown]>([
    ['*', 'any', 'any'],
    ['"3"', [3], [3]],
    ['"3", "4","5"', [3, 4, 5], [3, 4, 5]],
    ['W/"3", "4"', [4], [3, 4]],
    ['"3",', [3], [3]],
    [', "3" ,, "4", ', [3, 4], [3, 4]],
    ['"abc"', [], []],
    ['""', [], []],
    ['"03", "1e1", "-1", "99999999999"', [], []],
  ])('%s names versions', (text, strong, weak) => {
    expect(entityTags.parse(text)).toBe(text);
    expect([versionsIn(text, 'strong'), versionsIn(text, 'weak')]).toEqual([strong, weak]);
  });

  it.each(['', '3', '"3', '"3" "4"', ',', '*, "3"', '*,', 'w/"3"', '"a b"', '"3"\n', Array(17).fill('"1"').join()])(
    'refuse %j',
    (text) => {
      expect(entityTags.safeParse(text).success).toBe(false);
    },
  );

  it('of a version is the version in quotes', () => {
    expect(versionsIn(entityTagOf(12), 'strong')).toEqual([12]);
  });
});
