import type { Guard, OperatorId, OperatorProfile, RegistrationModel } from '@allocator/domain';
import type { ImsSettings } from '../ims/index.js';

/** How the IMS operator describes its IMS, in whole seconds. */
export interface ImsTerms {
  readonly registrationModel: RegistrationModel;
  readonly maxRegistrationSeconds: number;
  readonly minRegistrationSeconds: number;
  readonly guard: Guard;
}

/** A change of some of the terms. */
export type ImsTermsChange = Partial<Omit<ImsTerms, 'guard'>> & { readonly guard?: Partial<Guard> };

/** The settings of an IMS that these terms describe. */
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

/** The operator's profile for these terms. */
export function profileOf(terms: ImsTerms): Omit<OperatorProfile, 'version'> {
  const { registrationModel, maxRegistrationSeconds, minRegistrationSeconds, guard } = terms;
  return {
    operatorId: 'op-a' as OperatorId,
    registrationModel,
    maxRegistrationSeconds,
    minRegistrationSeconds,
    guard,
    indications: 'accepted',
  };
}

export function merged(terms: ImsTerms, change: ImsTermsChange): ImsTerms {
  return { ...terms, ...change, guard: { ...terms.guard, ...change.guard } };
}

/** Each value that the change lowers, and the former value of each other one. */
export function lowered(before: ImsTerms, after: ImsTerms): ImsTerms {
  const least = (part: keyof Guard): number => Math.min(before.guard[part], after.guard[part]);
  const models = [before.registrationModel, after.registrationModel];
  return {
    registrationModel: models.includes('capped-by-token') ? 'capped-by-token' : 'outlives-token',
    maxRegistrationSeconds: Math.min(before.maxRegistrationSeconds, after.maxRegistrationSeconds),
    minRegistrationSeconds: Math.min(before.minRegistrationSeconds, after.minRegistrationSeconds),
    guard: {
      tokenLeewaySeconds: least('tokenLeewaySeconds'),
      clockSkewSeconds: least('clockSkewSeconds'),
      inFlightSeconds: least('inFlightSeconds'),
      purgeDelaySeconds: least('purgeDelaySeconds'),
    },
  };
}
