import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  decideAgreement,
  decideOperator,
  guardSeconds,
  laneOf,
  minimumSecurityLifetimeSeconds,
  policyOf,
  raisedSeconds,
  resolveTerms,
  tokenLifetimeSeconds,
} from '@allocator/domain';
import type {
  Agreement,
  AgreementId,
  OperatorId,
  OperatorProfile,
  PoolId,
  PoolPolicy,
  WwsfId,
} from '@allocator/domain';
import { operatorProfile, proposedAgreement } from '@allocator/testing';

const profile = operatorProfile();

describe('the timers', () => {
  it('sum to the guard, with the clock skew counted twice', () => {
    expect(guardSeconds(profile.guard)).toBe(318);
  });

  it.each([
    [1_800, 600, 882],
    [3_600, 600, 2_682],
    [7_200, 3_600, 3_282],
    [14_400, 3_600, 10_482],
    [86_400, 3_600, 82_482],
    [3_600, 3_600, -318],
  ])(
    'leave, of L = %d s with R_max = %d s, a token of %d s where registrations outlive it',
    (lifetime, maximum, token) => {
      expect(tokenLifetimeSeconds(lifetime, operatorProfile({ maxRegistrationSeconds: maximum }))).toBe(token);
    },
  );

  it.each([
    ['its minimum is 60 s', { minRegistrationSeconds: 60 }, 3_222],
    ['it refuses what is shorter', { minRegistrationSeconds: 0 }, 3_282],
    ['its minimum is longer than R_max', { minRegistrationSeconds: 60, maxRegistrationSeconds: 30 }, 3_252],
    ['the profile has no minimum (version 0.1)', {}, 3_282],
  ])(
    'leave L - G, less the registrar’s minimum, where registrations are capped by the token and %s',
    (_, change, token) => {
      const capped = operatorProfile({
        registrationModel: 'capped-by-token',
        maxRegistrationSeconds: 600_000,
        ...change,
      });
      expect(tokenLifetimeSeconds(3_600, capped)).toBe(token);
    },
  );

  it('edge case 1: a registration made at the last instant at which a token is accepted has ended by the bound, on any terms', () => {
    const part = fc.integer({ min: 0, max: 5_000 });
    const guards = fc.record({
      tokenLeewaySeconds: part,
      clockSkewSeconds: part,
      inFlightSeconds: part,
      purgeDelaySeconds: part,
    });
    const models = fc.constantFrom('capped-by-token' as const, 'outlives-token' as const);
    fc.assert(
      fc.property(fc.nat(1_000_000), part, part, guards, models, (lifetime, maximum, minimum, guard, model) => {
        const terms = operatorProfile({
          maxRegistrationSeconds: maximum,
          minRegistrationSeconds: minimum,
          guard,
          registrationModel: model,
        });
        const { tokenLeewaySeconds, clockSkewSeconds, inFlightSeconds, purgeDelaySeconds } = guard;
        const lastAccepted =
          tokenLifetimeSeconds(lifetime, terms) + tokenLeewaySeconds + 2 * clockSkewSeconds + inFlightSeconds;
        // At the token's last instant the registrar grants its minimum, never more than R_max.
        const registration = model === 'outlives-token' || minimum > maximum ? maximum : minimum;
        expect(lastAccepted + registration + purgeDelaySeconds).toBeLessThanOrEqual(lifetime);
      }),
    );
  });

  it('make pooling pointless under the default registration of 600,000 s', () => {
    expect(minimumSecurityLifetimeSeconds(0, operatorProfile({ maxRegistrationSeconds: 600_000 }))).toBe(600_319);
  });
});

describe('an agreement', () => {
  const proposed: Omit<Agreement, 'version'> = {
    agreementId: 'agreement-a' as AgreementId,
    operatorId: 'op-a' as OperatorId,
    wwsfId: 'wwsf-a' as WwsfId,
    securityLifetimeSeconds: 978,
    quarantineSeconds: 0,
    minTokenLifetimeSeconds: 60,
    status: 'active',
  };

  it('is feasible at the minimum, and refused with that minimum one second below', () => {
    expect(decideAgreement(proposed, undefined, profile)).toEqual({
      kind: 'changed',
      terms: { ...proposed, version: 1 },
    });
    expect(decideAgreement({ ...proposed, securityLifetimeSeconds: 977 }, undefined, profile)).toEqual({
      kind: 'refused',
      refusal: { code: 'agreement-infeasible', agreementId: 'agreement-a', minimumSecurityLifetimeSeconds: 978 },
    });
  });

  it('keeps its version if it is set again without a change', () => {
    const current = { ...proposed, version: 4 };
    expect(decideAgreement(proposed, current, profile)).toEqual({ kind: 'unchanged', terms: current });
    const longer = { ...proposed, securityLifetimeSeconds: 5_000 };
    expect(decideAgreement(longer, current, profile)).toMatchObject({ kind: 'changed', terms: { version: 5 } });
  });

  it('without a usable token after a raise can stay or be suspended, and can be changed only to a feasible one', () => {
    const current: Agreement = { ...proposed, securityLifetimeSeconds: 900, version: 4 };
    const { version: _, ...same } = current;
    const infeasible = { kind: 'refused', refusal: { code: 'agreement-infeasible' } };
    expect(decideAgreement(same, current, profile)).toEqual({ kind: 'unchanged', terms: current });
    const suspended = { ...same, status: 'suspended' } as const;
    expect(decideAgreement(suspended, current, profile)).toMatchObject({ kind: 'changed', terms: { version: 5 } });
    expect(decideAgreement({ ...suspended, quarantineSeconds: 9 }, current, profile)).toMatchObject(infeasible);
    expect(decideAgreement(same, { ...current, status: 'suspended' }, profile)).toMatchObject(infeasible);
    expect(decideAgreement({ ...same, securityLifetimeSeconds: 978 }, current, profile)).toMatchObject({
      kind: 'changed',
    });
  });

  it('cannot change its parties', () => {
    const other = { ...proposed, wwsfId: 'wwsf-b' as WwsfId };
    expect(decideAgreement(other, { ...proposed, version: 1 }, profile)).toEqual({
      kind: 'refused',
      refusal: { code: 'parties-fixed' },
    });
  });

  it('needs an operator', () => {
    expect(decideAgreement(proposed, undefined, undefined)).toEqual({
      kind: 'refused',
      refusal: { code: 'operator-not-found' },
    });
  });
});

describe('an operator’s profile', () => {
  it.each<[string, number, Partial<OperatorProfile>]>([
    ['R_max', 1, { maxRegistrationSeconds: 601 }],
    ['the token leeway', 1, { guard: { ...profile.guard, tokenLeewaySeconds: 61 } }],
    ['the clock skew, of two clocks', 2, { guard: { ...profile.guard, clockSkewSeconds: 6 } }],
    ['the time in flight', 1, { guard: { ...profile.guard, inFlightSeconds: 129 } }],
    ['the purge delay', 1, { guard: { ...profile.guard, purgeDelaySeconds: 121 } }],
    [
      'a guard for a shorter R_max',
      540,
      { maxRegistrationSeconds: 60, guard: { ...profile.guard, tokenLeewaySeconds: 600 } },
    ],
    [
      'R_max for a smaller guard',
      100,
      { maxRegistrationSeconds: 700, guard: { ...profile.guard, purgeDelaySeconds: 0 } },
    ],
    [
      'one part of the guard for another',
      1,
      { guard: { ...profile.guard, tokenLeewaySeconds: 61, inFlightSeconds: 100 } },
    ],
  ])('that raises %s holds live identities longer: by %d s', (_, seconds, change) => {
    expect(raisedSeconds(profile, { ...profile, ...change })).toBe(seconds);
    expect(decideOperator({ ...profile, ...change }, profile, [])).toMatchObject({
      kind: 'changed',
      terms: { version: 2 },
    });
  });

  it('that lets registrations outlive the token holds them longer, even with a small R_max', () => {
    const capped = operatorProfile({ registrationModel: 'capped-by-token' });
    const smaller = { ...capped.guard, tokenLeewaySeconds: 0, purgeDelaySeconds: 0 };
    const outlives = { registrationModel: 'outlives-token', maxRegistrationSeconds: 1, guard: smaller } as const;
    expect(raisedSeconds(capped, { ...capped, ...outlives })).toBe(1);
  });

  it('that raises the registrar’s minimum holds them longer if the token caps registrations', () => {
    const capped = operatorProfile({ registrationModel: 'capped-by-token' });
    expect(raisedSeconds(capped, { ...capped, minRegistrationSeconds: 60 })).toBe(60);
    expect(raisedSeconds(profile, { ...profile, minRegistrationSeconds: 60 })).toBe(0);
  });

  it('that lowers values, or raises R_max while the token caps registrations, holds nothing longer', () => {
    expect(raisedSeconds(profile, { ...profile, maxRegistrationSeconds: 599 })).toBe(0);
    const capped = operatorProfile({ registrationModel: 'capped-by-token' });
    expect(raisedSeconds(capped, { ...capped, maxRegistrationSeconds: 9_999 })).toBe(0);
    expect(raisedSeconds(profile, { ...profile, indications: 'ignored' })).toBe(0);
  });

  it('keeps its version if it is set again without a change', () => {
    const { version: _, ...same } = profile;
    expect(decideOperator(same, { ...profile, version: 7 }, [])).toMatchObject({
      kind: 'unchanged',
      terms: { version: 7 },
    });
  });
});

describe('the policy of a pool', () => {
  /** Every member. A missing one does not compile: `policyOf` names them too, and without it a member would have no effect. */
  const policy: Required<PoolPolicy> = {
    anonymous: 'refused',
    repeatSubject: 'refuse',
    affinity: true,
    maxPerSubject: 3,
    anonymousSharePercent: 50,
  };

  it('is in its terms with every member, and is found in them', () => {
    const pool = { poolId: 'pool-a' as PoolId, ...policy };
    const terms = resolveTerms(pool, { ...proposedAgreement(), version: 1 }, profile, undefined);
    expect(terms).toMatchObject(policy);
    expect(policyOf(terms)).toEqual(policy);
  });
});

describe('a lane', () => {
  it.each([
    ['pool-a', 6],
    ['pool-b', 5],
    ['wwsf-a-de', 2],
  ])('is that of Kafka’s default partitioner: %s on lane %d of 8', (id, lane) => {
    expect(laneOf(id, 8)).toBe(lane);
  });
});
