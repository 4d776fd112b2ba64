import type { AgreementId, OperatorId, WwsfId } from '../ids/ids.js';
import type { OperatorProfile } from './operator-profile.js';
import { isComplete, secondsBoundAfterToken } from './operator-profile.js';

/** What one WWSF and one IMS operator have agreed. */
export interface Agreement {
  readonly agreementId: AgreementId;
  readonly version: number;
  readonly operatorId: OperatorId;
  readonly wwsfId: WwsfId;
  /** L: how long an identity belongs to one holder. */
  readonly securityLifetimeSeconds: number;
  /** Q: idle time after L before another holder can have the identity. */
  readonly quarantineSeconds: number;
  /** A token with a shorter lifetime is of no use to a client. */
  readonly minTokenLifetimeSeconds: number;
  readonly status: 'active' | 'suspended';
}

/** The token lifetime that fits the security lifetime, in seconds; zero or negative if no token fits. */
export function tokenLifetimeSeconds(securityLifetimeSeconds: number, profile: OperatorProfile): number {
  return securityLifetimeSeconds - secondsBoundAfterToken(profile);
}

/** The shortest security lifetime that leaves a token of the given minimum, in seconds. */
export function minimumSecurityLifetimeSeconds(minTokenLifetimeSeconds: number, profile: OperatorProfile): number {
  return Math.max(1, minTokenLifetimeSeconds) + secondsBoundAfterToken(profile);
}

/** Whether the agreement leaves a usable token under this profile. False if the profile is not complete (fail closed, P5). */
export function isFeasible(
  agreement: Pick<Agreement, 'securityLifetimeSeconds' | 'minTokenLifetimeSeconds'>,
  profile: OperatorProfile,
): boolean {
  return (
    isComplete(profile) &&
    agreement.securityLifetimeSeconds >= minimumSecurityLifetimeSeconds(agreement.minTokenLifetimeSeconds, profile)
  );
}
