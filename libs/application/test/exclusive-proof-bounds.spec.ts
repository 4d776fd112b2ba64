import { describe, expect, it } from '@jest/globals';
import { operatorProfile } from '@allocator/testing';
import { ProofHistory, figuresOf, guard, lifetime, second, tokenLifetime } from './proof-history.js';

describe('a bound', () => {
  const raised = { maxRegistrationSeconds: 900 };

  it.each<[string, number, ProofHistory]>([
    [
      'that was too short when it was recorded',
      0.001,
      new ProofHistory().assigned(0, { reassignableAt: second(lifetime - 0.001) }),
    ],
    [
      'that uses the profile before a raise',
      300,
      new ProofHistory().operator(raised, 1).assigned(2, { operatorVersion: 1 }),
    ],
    [
      'that uses a profile before it was set',
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
      'that was moved by less than the largest value of each part of the guard',
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
      'that a revocation computed from lowered terms',
      540,
      new ProofHistory()
        .assigned(0)
        .operator({ maxRegistrationSeconds: 60 }, 10)
        .revoked('0-2', 20, { reassignableAt: second(lifetime - 540) }),
    ],
  ])('%s is found to be too short', async (_, seconds, history) => {
    expect(await history.sentences()).toEqual([
      expect.stringMatching(`the bound of 0-[23] is short by ${String(seconds)} s: `),
    ]);
  });

  it.each<[string, ProofHistory]>([
    [
      'that a raise has moved',
      new ProofHistory()
        .assigned(0)
        .operator(raised, 10)
        .extended('0-2', lifetime + 300, 10),
    ],
    [
      'that was past before a raise',
      new ProofHistory()
        .assigned(0)
        .operator(raised, lifetime)
        .expired('0-2', lifetime)
        .assigned(lifetime, {
          tokenExpiresAt: second(lifetime + tokenLifetime - 300),
        }),
    ],
    [
      'under lowered terms',
      new ProofHistory()
        .operator({ maxRegistrationSeconds: 300 }, 1)
        .assigned(2, { reassignableAt: second(lifetime - 298) }),
    ],
    [
      'of a token under lowered terms, whose lease still has the version of its first token',
      new ProofHistory()
        .assigned(0)
        .operator({ maxRegistrationSeconds: 300, guard: { ...operatorProfile().guard, tokenLeewaySeconds: 300 } }, 10)
        .extended('0-2', lifetime + 240, 10, { guardSeconds: guard + 240 })
        .prolonged('0-2', 20, {
          operatorVersion: 1,
          tokenExpiresAt: second(20 + tokenLifetime + 60),
          reassignableAt: second(lifetime + 240),
        }),
    ],
    [
      'without a minimum, recorded before minimums were counted',
      new ProofHistory({ registrationModel: 'capped-by-token' }).assigned(0, {
        reassignableAt: second(tokenLifetime + guard),
      }),
    ],
    [
      'with a minimum above R_max',
      new ProofHistory({
        registrationModel: 'capped-by-token',
        minRegistrationSeconds: 60,
        maxRegistrationSeconds: 30,
      }).assigned(0, { reassignableAt: second(tokenLifetime + guard + 30) }),
    ],
  ])('%s is accepted', async (_, history) => {
    expect(await history.figures()).toMatchObject({ violations: [], boundsNotChecked: 0 });
  });

  it('applies to the next holder even before the raise has moved it', async () => {
    const history = new ProofHistory()
      .assigned(0)
      .operator(raised, 10)
      .assigned(lifetime, { tokenExpiresAt: second(lifetime + tokenLifetime - 300) });
    expect(await history.sentences()).toEqual([
      expect.stringContaining('is held as 0-2 until 2026-01-01T01:05:00.000Z'),
    ]);
  });

  it('cannot be checked without its profile', async () => {
    const history = new ProofHistory().assigned(0);
    const without = history.documents().filter((document) => !document.includes('OperatorProfileSet'));
    expect(without).toHaveLength(2);
    expect(await figuresOf(without)).toMatchObject({ violations: [], boundsNotChecked: 1 });
  });

  it('requires token numbers without a gap', async () => {
    const history = new ProofHistory().assigned(0, { tokenSequence: 1 }).prolonged('0-2', 5, { tokenSequence: 3 });
    expect(await history.sentences()).toEqual(['a token of 0-2 has the number 3, and is its number 2']);
  });
});
