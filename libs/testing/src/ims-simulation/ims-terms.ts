import type { Guard } from '@allocator/domain';
import type { ImsSettings } from '../ims/index.js';
import type { ImsTerms, ImsTermsChange } from './history.js';

/** How the IMS is set up that these terms describe. */
export function settingsOf(terms: ImsTerms): ImsSettings {
  const { registrationModel, maxRegistrationSeconds, minRegistrationSeconds, guard } = terms;
  return {
    registrationModel,
    maxRegistrationMs: maxRegistrationSeconds * 1_000,
    minRegistrationMs: minRegistrationSeconds * 1_000,
    tokenLeewayMs: guard.tokenLeewaySeconds * 1_000,
    clockSkewMs: guard.clockSkewSeconds * 1_000,
    inFlightMs: guard.inFlightSeconds * 1_000,
    purgeDelayMs: guard.purgeDelaySeconds * 1_000,
  };
}

export function merged(terms: ImsTerms, change: ImsTermsChange): ImsTerms {
  return { ...terms, ...change, guard: { ...terms.guard, ...change.guard } };
}

/** The parts of the change that lower a value, and of the others the values of before. */
export function lowered(before: ImsTerms, after: ImsTerms): ImsTerms {
  const guard = Object.fromEntries(
    Object.entries(before.guard).map(([part, seconds]) => [
      part,
      Math.min(seconds as number, after.guard[part as keyof Guard]),
    ]),
  ) as unknown as Guard;
  const models = [before.registrationModel, after.registrationModel];
  return {
    registrationModel: models.includes('capped-by-token') ? 'capped-by-token' : 'outlives-token',
    maxRegistrationSeconds: Math.min(before.maxRegistrationSeconds, after.maxRegistrationSeconds),
    minRegistrationSeconds: Math.min(before.minRegistrationSeconds, after.minRegistrationSeconds),
    guard,
  };
}
