import { describe, expect, it } from '@jest/globals';
import { type AgreementTerms, agreementEffects } from '../src/terms/agreement-terms.js';
import type { RegistrationTerms } from '../src/terms/lifetime-parts.js';

const operator: RegistrationTerms = {
  maxRegistrationSeconds: 600,
  registrationModel: 'outlives-token',
  minRegistrationSeconds: 60,
  guard: { tokenLeewaySeconds: 60, clockSkewSeconds: 5, inFlightSeconds: 128, purgeDelaySeconds: 120 },
};
const current: AgreementTerms = {
  operatorId: 'op-a' as AgreementTerms['operatorId'],
  wwsfId: 'wwsf-a' as AgreementTerms['wwsfId'],
  securityLifetimeSeconds: 3_600,
  quarantineSeconds: 60,
  minTokenLifetimeSeconds: 60,
  status: 'active',
};

describe('a change of an agreement', () => {
  it('says how long tokens live then', () => {
    const effects = agreementEffects(current, { ...current, securityLifetimeSeconds: 978 }, operator);
    expect(effects).toMatchObject({ isPossible: true, isHarmful: false });
    expect(effects.sentences[0]).toBe('Tokens of new assignments live 1 min.');
  });

  it('cannot be made if no usable token is left', () => {
    const effects = agreementEffects(current, { ...current, securityLifetimeSeconds: 977 }, operator);
    expect(effects).toMatchObject({ isPossible: false, isHarmful: true });
    expect(effects.sentences[0]).toBe('Leaves no usable token: L must be at least 978 s.');
  });

  it('can suspend an agreement without a usable token, as it is', () => {
    const stopped = { ...current, securityLifetimeSeconds: 900 };
    const suspended = { ...stopped, status: 'suspended' } as const;
    expect(agreementEffects(stopped, suspended, operator).isPossible).toBe(true);
    expect(agreementEffects(stopped, { ...suspended, quarantineSeconds: 0 }, operator).isPossible).toBe(false);
  });

  it('needs a change, and whole numbers', () => {
    expect(agreementEffects(current, current, operator).isPossible).toBe(false);
    expect(agreementEffects(current, { ...current, quarantineSeconds: Number.NaN }, operator).isPossible).toBe(false);
  });
});
