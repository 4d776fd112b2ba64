import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Identity, Instant } from '@allocator/domain';
import { checkConservation } from '@allocator/testing';
import { changed, goodHistory, without } from './tampered-history.js';

describe('checkConservation', () => {
  let good: readonly string[];
  let identities: readonly Identity[];
  beforeAll(async () => {
    ({ documents: good, identities } = await goodHistory());
  });

  it('accepts the availability that the events give, in any order', () => {
    expect(checkConservation(0, good, [...identities].reverse())).toEqual([]);
  });

  it.each<[string, (all: readonly Identity[]) => readonly Identity[]]>([
    ['a lost identity', (all) => all.slice(1)],
    ['a duplicate identity', (all) => [...all, ...all.slice(0, 1)]],
    [
      'an identity that is assignable too early',
      ([one, ...others]) => [{ ...one!, assignableAt: 0 as Instant }, ...others],
    ],
    [
      'an identity without its holder',
      ([one, ...others]) => [{ ...one!, holding: { status: 'never-assigned' } }, ...others],
    ],
  ])('finds %s', (_, tamper) => {
    expect(checkConservation(0, good, tamper(identities))).toEqual([
      { lane: 0, position: 17, sentence: expect.stringMatching(/^identity 1 \(web-1@/) },
    ]);
  });

  it.each<[string, number, (documents: readonly string[]) => readonly string[]]>([
    ['an identity that was never imported', 4, (d) => without(d, 'IdentityImported', 0)],
    [
      'an event of a lease that is not open',
      14,
      (d) => changed(d, 'Expired', 0, ({ data }) => (data['assignmentId'] = '0-1')),
    ],
    ['a missing event', 17, (d) => without(d, 'Assigned', -1)],
    ['a duplicate import', 1, ([first = '', ...rest]) => [first, first, ...rest]],
  ])('finds %s', (_, position, tamper) => {
    expect(checkConservation(0, tamper(good), identities).map((violation) => violation.position)).toContain(position);
  });
});
