import type { Agreement } from './agreement.js';
import { isFeasible, minimumSecurityLifetimeSeconds, tokenLifetimeSeconds } from './agreement.js';
import type { OperatorProfile } from './operator-profile.js';
import { guardSeconds, outlivingSeconds } from './operator-profile.js';

/** The parts of an agreement's security lifetime under its operator's profile. */
export interface AgreementArithmetic {
  readonly agreement: Agreement;
  readonly tokenLifetimeSeconds: number;
  /** How long a registration can outlive its token: R_max, or the registrar's minimum if the token caps it. */
  readonly outlivingSeconds: number;
  readonly guardSeconds: number;
  readonly minimumSecurityLifetimeSeconds: number;
  /** The largest R_max that still leaves the agreement a usable token; null if the token caps registrations. */
  readonly largestMaxRegistrationSeconds: number | null;
  readonly fits: boolean;
}

export function arithmeticOf(agreement: Agreement, profile: OperatorProfile): AgreementArithmetic {
  const minimum = minimumSecurityLifetimeSeconds(agreement.minTokenLifetimeSeconds, profile);
  const outliving = outlivingSeconds(profile);
  return {
    agreement,
    tokenLifetimeSeconds: tokenLifetimeSeconds(agreement.securityLifetimeSeconds, profile),
    outlivingSeconds: outliving,
    guardSeconds: guardSeconds(profile.guard),
    minimumSecurityLifetimeSeconds: minimum,
    largestMaxRegistrationSeconds:
      profile.registrationModel === 'outlives-token' ? agreement.securityLifetimeSeconds - (minimum - outliving) : null,
    fits: isFeasible(agreement, profile),
  };
}
