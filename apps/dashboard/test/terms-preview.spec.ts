import { describe, expect, it } from '@jest/globals';
import {
  largestRegistrationSeconds,
  lifetimeParts,
  raisedSeconds,
  withGuardAsOne,
} from '../src/terms/lifetime-parts.js';
import type { RegistrationTerms } from '../src/terms/lifetime-parts.js';
import type { Agreement } from '../src/terms/terms-preview.js';
import { termsPreview } from '../src/terms/terms-preview.js';

const guard = { tokenLeewaySeconds: 60, clockSkewSeconds: 5, inFlightSeconds: 128, purgeDelaySeconds: 120 };
const current: RegistrationTerms = {
  maxRegistrationSeconds: 600,
  registrationModel: 'outlives-token',
  minRegistrationSeconds: 60,
  guard,
};

function agreement(agreementId: string, securityLifetimeSeconds: number, feasible: boolean): Agreement {
  return {
    agreementId: agreementId as Agreement['agreementId'],
    operatorId: 'op-a' as Agreement['operatorId'],
    wwsfId: 'wwsf-a' as Agreement['wwsfId'],
    version: 1,
    status: 'active',
    securityLifetimeSeconds,
    quarantineSeconds: 60,
    minTokenLifetimeSeconds: 60,
    tokenLifetimeSeconds: securityLifetimeSeconds - 918,
    feasible,
  };
}

describe('the parts of a security lifetime', () => {
  it('add up to it', () => {
    const parts = lifetimeParts(3_600, current);
    expect(parts.map(({ name, seconds }) => [name, seconds])).toEqual([
      ['token', 2_682],
      ['outliving', 600],
      ['leeway', 60],
      ['skew', 10],
      ['in-flight', 128],
      ['purge', 120],
    ]);
  });

  it("use the registrar's minimum where the token caps registrations", () => {
    const parts = lifetimeParts(3_600, { ...current, registrationModel: 'capped-by-token' });
    expect(parts.slice(0, 2).map(({ seconds }) => seconds)).toEqual([3_222, 60]);
  });

  it('can show G as one', () => {
    const parts = withGuardAsOne(lifetimeParts(3_600, current));
    expect(parts.map(({ name, seconds }) => [name, seconds])).toEqual([
      ['token', 2_682],
      ['outliving', 600],
      ['guard', 318],
    ]);
  });

  it('leave no token rather than a negative one', () => {
    expect(lifetimeParts(900, current)[0]).toMatchObject({ name: 'token', seconds: 0 });
  });
});

describe('a change of R_max before it is set', () => {
  const agreements = [
    agreement('short', 1_800, true),
    agreement('hour', 3_600, true),
    agreement('stopped', 900, false),
  ];

  it('names the agreements that stop, and by how much bounds move', () => {
    const preview = termsPreview(current, { ...current, maxRegistrationSeconds: 1_500 }, agreements);
    expect(preview).toMatchObject({ raisedSeconds: 900, isLowered: false });
    expect(preview.agreements.map(({ change, tokenLifetimeSeconds }) => [change, tokenLifetimeSeconds])).toEqual([
      ['stops', -18],
      ['none', 1_782],
      ['none', -918],
    ]);
  });

  it('names those that start again, and moves no bound when lowered', () => {
    const preview = termsPreview(current, { ...current, maxRegistrationSeconds: 500 }, agreements);
    expect(preview).toMatchObject({ raisedSeconds: 0, isLowered: true });
    expect(preview.agreements.map(({ change }) => change)).toEqual(['none', 'none', 'starts']);
  });

  it('counts the last second that fits', () => {
    const largest = termsPreview(current, { ...current, maxRegistrationSeconds: 1_422 }, agreements).agreements[0];
    const beyond = termsPreview(current, { ...current, maxRegistrationSeconds: 1_423 }, agreements).agreements[0];
    expect([largest?.fits, beyond?.fits]).toEqual([true, false]);
  });

  it('knows the largest R_max that an agreement carries', () => {
    expect(largestRegistrationSeconds(agreement('hour', 3_600, true), current)).toBe(3_222);
    const capped = { ...current, registrationModel: 'capped-by-token' } as const;
    expect(largestRegistrationSeconds(agreement('hour', 3_600, true), capped)).toBeNull();
  });

  it('does not set off a shorter R_max against a longer leeway', () => {
    const proposed = { ...current, maxRegistrationSeconds: 500, guard: { ...guard, tokenLeewaySeconds: 90 } };
    expect(raisedSeconds(current, proposed)).toBe(30);
  });
});
