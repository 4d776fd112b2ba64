import { describe, expect, it } from '@jest/globals';
import type { TermsPrecondition } from '@allocator/domain';
import { unmetPrecondition } from '@allocator/domain';

describe('edge case 17: a precondition of a change of terms', () => {
  it.each<[string, TermsPrecondition, number | undefined, boolean]>([
    ['none', {}, 3, true],
    ['none, for new terms', {}, undefined, true],
    ['the current version', { match: [3] }, 3, true],
    ['one of several versions', { match: [2, 3] }, 3, true],
    ['another version', { match: [2] }, 3, false],
    ['no version', { match: [] }, 3, false],
    ['a version, for new terms', { match: [1] }, undefined, false],
    ['any version', { match: 'any' }, 3, true],
    ['any version, for new terms', { match: 'any' }, undefined, false],
    ['new terms', { noneMatch: 'any' }, undefined, true],
    ['new terms, for existing ones', { noneMatch: 'any' }, 1, false],
    ['not the current version', { noneMatch: [3] }, 3, false],
    ['not another version', { noneMatch: [2] }, 3, true],
    ['both, one of them unmet', { match: [3], noneMatch: 'any' }, 3, false],
  ])('that expects %s: %j of version %s', (_, precondition, current, isMet) => {
    expect(unmetPrecondition(precondition, current, false) === undefined).toBe(isMet);
  });

  it.each<[TermsPrecondition, boolean]>([
    [{ match: [2] }, true],
    [{ match: [2], noneMatch: [2] }, true],
    [{ noneMatch: 'any' }, false],
    [{ match: [2], noneMatch: [3] }, false],
  ])('that expects %j of a proposal that is in force as version 3', (precondition, isMet) => {
    expect(unmetPrecondition(precondition, 3, true) === undefined).toBe(isMet);
  });

  it('is refused with the current version', () => {
    expect(unmetPrecondition({ match: [2] }, 3, false)).toEqual({
      code: 'precondition-failed',
      detail: 'the current version is 3',
    });
  });
});
