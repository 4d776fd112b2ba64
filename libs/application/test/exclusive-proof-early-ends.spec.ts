import { describe, expect, it } from '@jest/globals';
import { operatorProfile } from '@allocator/testing';
import { ProofHistory, guard, lifetime, second, tokenLifetime } from './proof-history.js';

const noGround = { ground: undefined as never };
const held = (id: string, missing: string): unknown =>
  expect.stringMatching(new RegExp(`is held as ${id} until .*: no proof of an earlier end, .*${missing}`));

describe('an early end with proof', () => {
  it.each<[string, ProofHistory]>([
    [
      'a refusal of the only token, without a number',
      new ProofHistory().assigned(1).released('0-2', 10, { ground: 'token-refused' }).assigned(10),
    ],
    [
      'a refusal up to the newest token',
      new ProofHistory()
        .assigned(1)
        .prolonged('0-2', 5, { tokenSequence: 2 })
        .released('0-2', 10, { ground: 'token-refused', tokenSequence: 2 })
        .assigned(10),
    ],
    [
      'a look after the last token and the guard',
      new ProofHistory()
        .assigned(0)
        .released('0-2', 3_000, { ground: 'token-dead', indicatedAt: second(tokenLifetime + guard) })
        .assigned(3_000),
    ],
  ])('is accepted: %s', async (_, history) => {
    expect(await history.figures()).toMatchObject({ violations: [], endedByProof: 1, endedWithoutProof: 0 });
  });
});

describe('an early end without proof', () => {
  const prolonged = () => new ProofHistory().assigned(0).prolonged('0-2', 500, { tokenSequence: 2 });
  const dead = (indicatedAt: number | undefined, at = 3_000) => ({
    ground: 'token-dead' as const,
    effectiveAt: second(at),
    ...(indicatedAt !== undefined && { indicatedAt: second(indicatedAt) }),
  });
  it.each<[string, string, ProofHistory]>([
    [
      'a refusal of an older token',
      'the refusal names tokens up to 1, and the lease has had 2',
      prolonged().released('0-2', 510, { ground: 'token-refused', tokenSequence: 1 }).assigned(510),
    ],
    [
      'a refusal without a number after a prolongation',
      'the refusal names no token by its number, and the lease has had 2',
      prolonged().released('0-2', 510, { ground: 'token-refused' }).assigned(510),
    ],
    [
      'a refusal of the first of two tokens without numbers',
      'the refusal names tokens up to 1, and the lease has had 2',
      new ProofHistory()
        .assigned(0)
        .prolonged('0-2', 500)
        .released('0-2', 510, { ground: 'token-refused', tokenSequence: 1 })
        .assigned(510),
    ],
    [
      'a refusal of a token that was not issued',
      'the refusal names tokens up to 3, and the lease has had 2',
      prolonged().released('0-2', 510, { ground: 'token-refused', tokenSequence: 3 }).assigned(510),
    ],
    [
      'a look without a date',
      'the look is not dated, and its tokens are dead from 2026-01-01T00:50:00.000Z on',
      new ProofHistory().assigned(0).released('0-2', 3_000, dead(undefined)).assigned(3_000),
    ],
    [
      'a look a millisecond before the tokens are dead',
      'the look is dated 2026-01-01T00:49:59.999Z',
      new ProofHistory().assigned(0).released('0-2', 3_000, dead(2_999.999)).assigned(3_000),
    ],
    [
      'a look dated in the future',
      "before its last token's end",
      new ProofHistory().assigned(0).released('0-2', 10, dead(3_000, 10)).assigned(10),
    ],
    [
      'a look after the newest token, while an older one lives longer',
      'its tokens are dead from 2026-01-01T00:50:00.000Z on',
      new ProofHistory()
        .assigned(0)
        .prolonged('0-2', 100, { tokenExpiresAt: second(1_000), reassignableAt: second(lifetime) })
        .released('0-2', 2_900, dead(2_900))
        .assigned(2_900),
    ],
    [
      'a look before the end of an earlier, larger guard',
      'its tokens are dead from 2026-01-01T00:53:20.000Z on',
      new ProofHistory({ guard: { ...operatorProfile().guard, purgeDelaySeconds: 320 } })
        .assigned(0, { reassignableAt: second(lifetime + 200) })
        .operator(operatorProfile(), 10)
        .released('0-2', 3_100, dead(3_100))
        .assigned(3_100),
    ],
    [
      'a look before the end of a raised guard',
      'its tokens are dead from 2026-01-01T00:53:20.000Z on',
      new ProofHistory()
        .assigned(0)
        .operator({ guard: { ...operatorProfile().guard, purgeDelaySeconds: 320 } }, 10)
        .extended('0-2', lifetime + 200, 10)
        .released('0-2', 3_100, dead(3_100))
        .assigned(3_100, { tokenExpiresAt: second(3_100 + tokenLifetime - 200) }),
    ],
    [
      'no ground',
      'the release names no ground',
      new ProofHistory().assigned(0).released('0-2', 10, noGround).assigned(10),
    ],
    [
      'a bound that was moved earlier without being past',
      'the release names no ground, and brings a bound forward that is still to come',
      new ProofHistory()
        .assigned(0)
        .released('0-2', 10, { ...noGround, reassignableAt: second(30) })
        .expired('0-2', 30)
        .assigned(30),
    ],
    [
      'a ground that proves nothing',
      'a token could still be used',
      new ProofHistory().assigned(0).released('0-2', 10, { ground: 'token-alive' }).assigned(10),
    ],
    [
      'a lease that the IMS operator had revoked',
      'the IMS operator had revoked it',
      new ProofHistory()
        .assigned(0)
        .revoked('0-2', 5, { reassignableAt: second(lifetime) })
        .released('0-2', 10, { ground: 'token-refused' })
        .assigned(10),
    ],
    [
      "a WWSF's release",
      'only an eP-CSCF can free it early',
      new ProofHistory().assigned(0).released('0-2', 10, { by: 'wwsf' }).assigned(10),
    ],
    [
      'another subject that takes it back',
      'only its own holder can take it back',
      new ProofHistory().assigned(0).released('0-2', 10, { by: 'wwsf', ground: 'taken-back' }).assigned(10),
    ],
  ])('is found: %s', async (_, missing, history) => {
    expect(await history.sentences()).toEqual([held('0-2', missing)]);
  });

  it('is found: a token that is issued after the proof', async () => {
    const history = new ProofHistory()
      .assigned(0)
      .released('0-2', 10, { ground: 'token-refused' })
      .prolonged('0-2', 20)
      .assigned(30);
    expect(await history.sentences()).toEqual([expect.stringContaining('is held as 0-2 until 2026-01-01T01:00:20')]);
  });

  it('is counted but no violation, if no other holder had the identity before the bound', async () => {
    const history = new ProofHistory().assigned(0).released('0-2', 10, noGround).assigned(lifetime);
    expect(await history.figures()).toMatchObject({ violations: [], endedByProof: 0, endedWithoutProof: 1 });
  });

  it('does not count after the full bound is restored', async () => {
    const history = new ProofHistory()
      .assigned(0)
      .released('0-2', 10, { ...noGround, reassignableAt: second(30) })
      .extended('0-2', lifetime, 20, { restored: true })
      .expired('0-2', lifetime)
      .assigned(lifetime);
    expect(await history.figures()).toMatchObject({ violations: [], endedWithoutProof: 0 });
  });
});
