import { describe, expect, it } from '@jest/globals';
import { impi, impu, operatorProfile, subjectId } from '@allocator/testing';
import { ProofHistory, afterToken, figuresOf, guard, lifetime, second, tokenLifetime } from './proof-history.js';

const noGround = { ground: undefined as never };
const held = (id: string, missing: string): unknown =>
  expect.stringMatching(new RegExp(`is held as ${id} until .*: no proof of an earlier end, .*${missing}`));

describe('an early end that is proved', () => {
  it.each<[string, ProofHistory]>([
    [
      'its only token is refused, and the eP-CSCF numbers none',
      new ProofHistory().assigned(1).released('0-2', 10, { ground: 'token-refused' }).assigned(10),
    ],
    [
      'every token is refused up to the newest',
      new ProofHistory()
        .assigned(1)
        .prolonged('0-2', 5, { tokenSequence: 2 })
        .released('0-2', 10, { ground: 'token-refused', tokenSequence: 2 })
        .assigned(10),
    ],
    [
      'the eP-CSCF has looked after the last token and the guard',
      new ProofHistory()
        .assigned(0)
        .released('0-2', 3_000, { ground: 'token-dead', indicatedAt: second(tokenLifetime + guard) })
        .assigned(3_000),
    ],
  ])('%s', async (_, history) => {
    expect(await history.figures()).toMatchObject({ violations: [], endedByProof: 1, endedWithoutProof: 0 });
  });
});

describe('an early end that is not proved', () => {
  const prolonged = () => new ProofHistory().assigned(0).prolonged('0-2', 500, { tokenSequence: 2 });
  const dead = (indicatedAt: number | undefined, at = 3_000) => ({
    ...({ ground: 'token-dead', effectiveAt: second(at) } as const),
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
      'a refusal of the first of two tokens that were not numbered',
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
      'a look of the future',
      "before its last token's end",
      new ProofHistory().assigned(0).released('0-2', 10, dead(3_000, 10)).assigned(10),
    ],
    [
      'a look after the newest token, while one before it lives longer',
      'its tokens are dead from 2026-01-01T00:50:00.000Z on',
      new ProofHistory()
        .assigned(0)
        .prolonged('0-2', 100, { tokenExpiresAt: second(1_000), reassignableAt: second(lifetime) })
        .released('0-2', 2_900, dead(2_900))
        .assigned(2_900),
    ],
    [
      'a look that an earlier, larger guard was not over at',
      'its tokens are dead from 2026-01-01T00:53:20.000Z on',
      new ProofHistory({ guard: { ...operatorProfile().guard, purgeDelaySeconds: 320 } })
        .assigned(0, { reassignableAt: second(lifetime + 200) })
        .operator(operatorProfile(), 10)
        .released('0-2', 3_100, dead(3_100))
        .assigned(3_100),
    ],
    [
      'a look that a raised guard was not over at',
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
      'a bound that was brought forward and is to come',
      'the release names no ground, and brings a bound forward that is still to come',
      new ProofHistory()
        .assigned(0)
        .released('0-2', 10, { ...noGround, reassignableAt: second(30) })
        .expired('0-2', 30)
        .assigned(30),
    ],
    [
      'a ground that is none',
      'a token could still be used',
      new ProofHistory().assigned(0).released('0-2', 10, { ground: 'token-alive' }).assigned(10),
    ],
    [
      'a lease that the IMS operator has revoked',
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
  ])('%s', async (_, missing, history) => {
    expect(await history.sentences()).toEqual([held('0-2', missing)]);
  });

  it('a token that is issued after the proof', async () => {
    const history = new ProofHistory()
      .assigned(0)
      .released('0-2', 10, { ground: 'token-refused' })
      .prolonged('0-2', 20)
      .assigned(30);
    expect(await history.sentences()).toEqual([expect.stringContaining('is held as 0-2 until 2026-01-01T01:00:20')]);
  });

  it('counts where nobody else had the identity meanwhile, and is no violation', async () => {
    const history = new ProofHistory().assigned(0).released('0-2', 10, noGround).assigned(lifetime);
    expect(await history.figures()).toMatchObject({ violations: [], endedByProof: 0, endedWithoutProof: 1 });
  });

  it('is no end once the full bound is back', async () => {
    const history = new ProofHistory()
      .assigned(0)
      .released('0-2', 10, { ...noGround, reassignableAt: second(30) })
      .extended('0-2', lifetime, 20, { restored: true })
      .expired('0-2', lifetime)
      .assigned(lifetime);
    expect(await history.figures()).toMatchObject({ violations: [], endedWithoutProof: 0 });
  });
});

describe('a holder that takes its identity back', () => {
  const alice = { subjectId: subjectId(7) };
  const takenBack = () =>
    new ProofHistory()
      .assigned(0, alice)
      .released('0-2', 10, { by: 'wwsf', ground: 'taken-back' })
      .assigned(10, { ...alice, takenBack: true });

  it('overlaps with nobody', async () => {
    expect(await takenBack().figures()).toMatchObject({ violations: [], endedWithoutProof: 0 });
  });

  it('does not end by a refusal, for a token of the former lease can still be in use', async () => {
    const freed = takenBack().released('0-4', 20, { ground: 'token-refused', tokenSequence: 1 }).assigned(20);
    expect(await freed.sentences()).toEqual([held('0-4', 'a token of a former lease')]);
  });

  it('keeps others from it until the later bound of the two', async () => {
    const shorter = new ProofHistory()
      .assigned(0, alice)
      .released('0-2', 10, { by: 'wwsf', ground: 'taken-back' })
      .assigned(10, { ...alice, takenBack: true, tokenExpiresAt: second(82), reassignableAt: second(1_000) })
      .assigned(1_000);
    expect(await shorter.sentences()).toEqual([expect.stringContaining('is held as 0-2 until 2026-01-01T01:00:00')]);
  });

  it('is recognised by its subject alone', async () => {
    const anonymous = new ProofHistory()
      .assigned(0, { ...alice, subjectKind: 'anonymous' })
      .released('0-2', 10, { by: 'wwsf', ground: 'taken-back' })
      .assigned(10, { ...alice, subjectKind: 'anonymous', takenBack: true });
    expect(await anonymous.sentences()).toHaveLength(1);
  });
});

describe('a bound', () => {
  const raised = { maxRegistrationSeconds: 900 };

  it.each<[string, number, ProofHistory]>([
    [
      'too short from the beginning',
      0.001,
      new ProofHistory().assigned(0, { reassignableAt: second(lifetime - 0.001) }),
    ],
    ['on the profile before a raise', 300, new ProofHistory().operator(raised, 1).assigned(2, { operatorVersion: 1 })],
    [
      'on a profile that its pool did not have yet',
      1,
      new ProofHistory()
        .assigned(0, { operatorVersion: 2, reassignableAt: second(lifetime - 1) })
        .operator({ maxRegistrationSeconds: 60 }, 10),
    ],
    [
      'that a raise did not move before the lease was prolonged',
      300,
      new ProofHistory()
        .assigned(0)
        .operator(raised, 10)
        .prolonged('0-2', 20, { tokenExpiresAt: second(1_000), reassignableAt: second(lifetime) }),
    ],
    [
      'that a raise did not move before the lease lapsed',
      300,
      new ProofHistory()
        .assigned(0)
        .operator(raised, lifetime - 0.001)
        .expired('0-2', lifetime),
    ],
    [
      'that was moved by less than the largest value of each part',
      200,
      new ProofHistory({ guard: { ...operatorProfile().guard, purgeDelaySeconds: 320 } })
        .assigned(0, { reassignableAt: second(lifetime + 200) })
        .operator({ ...operatorProfile(), maxRegistrationSeconds: 900 }, 10)
        .extended('0-2', lifetime + 300, 10),
    ],
    [
      "without the registrar's minimum",
      60,
      new ProofHistory({ registrationModel: 'capped-by-token', minRegistrationSeconds: 60 }).assigned(0, {
        reassignableAt: second(tokenLifetime + guard),
      }),
    ],
    [
      'that a revocation computed by lower terms',
      540,
      new ProofHistory()
        .assigned(0)
        .operator({ maxRegistrationSeconds: 60 }, 10)
        .revoked('0-2', 20, { reassignableAt: second(lifetime - 540) }),
    ],
  ])('%s is short', async (_, seconds, history) => {
    expect(await history.sentences()).toEqual([
      expect.stringMatching(`the bound of 0-[23] is short by ${String(seconds)} s: `),
    ]);
  });

  it.each<[string, ProofHistory]>([
    [
      'reckons with a raise',
      new ProofHistory()
        .assigned(0)
        .operator(raised, 10)
        .extended('0-2', lifetime + 300, 10),
    ],
    [
      'that lapsed before a raise stays',
      new ProofHistory()
        .assigned(0)
        .operator(raised, lifetime)
        .expired('0-2', lifetime)
        .assigned(lifetime, {
          tokenExpiresAt: second(lifetime + tokenLifetime - 300),
        }),
    ],
    [
      'is shorter under lower terms',
      new ProofHistory()
        .operator({ maxRegistrationSeconds: 300 }, 1)
        .assigned(2, { reassignableAt: second(lifetime - 298) }),
    ],
    [
      'without a minimum, recorded before it was reckoned with',
      new ProofHistory({ registrationModel: 'capped-by-token' }).assigned(0, {
        reassignableAt: second(tokenLifetime + guard),
      }),
    ],
    [
      'of a minimum that R_max is below',
      new ProofHistory({
        ...({ registrationModel: 'capped-by-token', minRegistrationSeconds: 60, maxRegistrationSeconds: 30 } as const),
      }).assigned(0, { reassignableAt: second(tokenLifetime + guard + 30) }),
    ],
  ])('%s', async (_, history) => {
    expect(await history.figures()).toMatchObject({ violations: [], boundsNotChecked: 0 });
  });

  it('counts for the next holder though the raise has not moved it yet', async () => {
    const history = new ProofHistory()
      .assigned(0)
      .operator(raised, 10)
      .assigned(lifetime, { tokenExpiresAt: second(lifetime + tokenLifetime - 300) });
    expect(await history.sentences()).toEqual([
      expect.stringContaining('is held as 0-2 until 2026-01-01T01:05:00.000Z'),
    ]);
  });

  it('cannot be checked without the profile that it rests on', async () => {
    const history = new ProofHistory().assigned(0);
    const without = history.documents().filter((document) => !document.includes('OperatorProfileSet'));
    expect(without).toHaveLength(2);
    expect(await figuresOf(without)).toMatchObject({ violations: [], boundsNotChecked: 1 });
  });

  it('is counted from tokens that are numbered without a gap', async () => {
    const history = new ProofHistory().assigned(0, { tokenSequence: 1 }).prolonged('0-2', 5, { tokenSequence: 3 });
    expect(await history.sentences()).toEqual(['a token of 0-2 has the number 3, and is its number 2']);
  });
});

describe('a revoked identity', () => {
  const [alice, bob] = [{ subjectId: subjectId(7) }, { subjectId: subjectId(8) }];
  const revoked = () => new ProofHistory().assigned(0, alice).expired('0-2', lifetime).revoked('0-2', 3_700, alice);

  it('does not go back to the subject that it was revoked from', async () => {
    const sentences = await revoked().assigned(4_000, alice).sentences();
    expect(sentences).toEqual([
      expect.stringContaining('as 0-5 to the subject from whom it was revoked at 2026-01-01T01:01:40.000Z'),
    ]);
  });

  it('does once somebody else has held it', async () => {
    const history = revoked().assigned(4_000, bob).expired('0-5', 7_600).assigned(7_600, alice);
    expect(await history.sentences()).toEqual([]);
  });
});

describe('a name in two lanes', () => {
  const other = { impi: impi(2), impus: [impu(1)] };
  const elsewhere = { lane: 2 as never, poolId: 'pool-elsewhere' as never };
  const inLane = (history: ProofHistory, at: number, end: number) =>
    history.assigned(
      at,
      { ...other, poolId: elsewhere.poolId, tokenExpiresAt: second(end - afterToken), reassignableAt: second(end) },
      elsewhere.lane,
    );

  it('has one holder after the other, whichever lane is read first', async () => {
    const history = inLane(new ProofHistory().assigned(5_000), 0, 5_000);
    expect(await history.figures()).toMatchObject({ violations: [], smallestGapMs: 0 });
  });

  it('has two where they overlap', async () => {
    const history = inLane(new ProofHistory().assigned(5_000), 0, 5_001);
    expect(await history.sentences()).toEqual([expect.stringContaining('is held as 2-1 until 2026-01-01T01:23:21')]);
  });

  it('is not taken back by its own holder under another IMPI', async () => {
    const alice = { subjectId: subjectId(7) };
    const history = new ProofHistory()
      .assigned(0, alice)
      .released('0-2', 10, { by: 'wwsf', ground: 'taken-back' })
      .assigned(10, { ...alice, ...other, takenBack: true });
    expect(await history.sentences()).toHaveLength(1);
  });

  it('has two where a short lease stood between them', async () => {
    const long = inLane(
      new ProofHistory().assigned(100, { tokenExpiresAt: second(1_000 - afterToken), reassignableAt: second(1_000) }),
      0,
      9_000,
    );
    const sentences = await long.assigned(8_000).sentences();
    expect(sentences).toHaveLength(2);
    expect(sentences).toContainEqual(
      expect.stringMatching(/assigned as 0-3 .* is held as 2-1 until 2026-01-01T02:30:00/),
    );
  });
});
