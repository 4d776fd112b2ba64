import { describe, expect, it } from '@jest/globals';
import { type PoolTerms, poolTermsEffects, poolTermsOf } from '../src/terms/pool-terms.js';

const current: PoolTerms = {
  agreementId: 'agreement-a' as PoolTerms['agreementId'],
  anonymous: 'allowed',
  repeatSubject: 'same',
  maxPerSubject: 3,
};

describe("a change of a pool's terms", () => {
  it('sends what can be set, and nothing else of the answer', () => {
    const answer = { ...current, poolId: 'pool-a' as never, lane: 6, version: 2 } as Parameters<typeof poolTermsOf>[0];
    expect(poolTermsOf(answer)).toEqual(current);
  });

  it('is described in sentences, one a member', () => {
    const { maxPerSubject: _, ...unlimited } = current;
    expect(poolTermsEffects(current, current)).toEqual([]);
    expect(
      poolTermsEffects(current, { ...unlimited, anonymous: 'refused', affinity: true, repeatSubject: 'refuse' }),
    ).toEqual([
      'Anonymous subjects are refused.',
      'A subject that holds an identity is refused.',
      'A subject gets its former identity again, even in its quarantine.',
      'A subject can hold any number of identities.',
    ]);
  });

  it('is none where an absent affinity becomes false', () => {
    expect(poolTermsEffects(current, { ...current, affinity: false })).toEqual([]);
  });
});
