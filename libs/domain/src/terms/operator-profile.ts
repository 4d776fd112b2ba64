import type { OperatorId } from '../ids/ids.js';
import type { DeclaredNames } from './declared-names.js';

/** Delays after a token's end, in whole seconds. The guard G is `tokenLeeway + 2 * clockSkew + inFlight + purgeDelay`. */
export interface Guard {
  /** How long after its `exp` the eP-CSCF still accepts a token (RFC 7519 clause 4.1.4). */
  readonly tokenLeewaySeconds: number;
  /** Bound between true time and any clock of the operator or of the token's issuer. Two clocks can differ by twice as much. */
  readonly clockSkewSeconds: number;
  /** How long a REGISTER can be in flight. SIP Timer F is 128 s in IMS (TS 24.229 table 7.8.1). */
  readonly inFlightSeconds: number;
  /** How late the registrar removes a binding that has expired. */
  readonly purgeDelaySeconds: number;
}

/**
 * Whether a registration can outlive its token.
 * `capped-by-token`: the eP-CSCF or the S-CSCF grants no registration longer than the token lives.
 * `outlives-token`: a REGISTER accepted at the token's last instant lasts for the longest registration.
 */
export type RegistrationModel = 'capped-by-token' | 'outlives-token';

/** What an IMS operator's network does, the same for every WWSF: the operator has one longest registration to configure (R_max). */
export interface OperatorProfile extends DeclaredNames {
  readonly operatorId: OperatorId;
  /** 1 for the first profile, one more with each change. */
  readonly version: number;
  readonly maxRegistrationSeconds: number;
  readonly registrationModel: RegistrationModel;
  /**
   * The registrar's minimum: it raises a shorter Expires to this (RFC 3261 clause 10.3), so a registration that is capped by its token
   * can outlive the token by as much. 0 if such a REGISTER is refused. Absent in profiles of version 0.1.
   */
  readonly minRegistrationSeconds?: number | undefined;
  readonly guard: Guard;
  /** Whether indications of the eP-CSCF have an effect (TS 23.228 U.2.1.4, the implementation specific option). */
  readonly indications: 'ignored' | 'accepted';
}

/** The registrar's minimum if the operator states none: the common default (Kamailio `min_expires`). */
export const minRegistrationSecondsDefault = 60;

/** G, in seconds. */
export function guardSeconds(guard: Guard): number {
  return guard.tokenLeewaySeconds + 2 * guard.clockSkewSeconds + guard.inFlightSeconds + guard.purgeDelaySeconds;
}

/** How long a registration can outlive its token, in seconds: R_max, or the registrar's minimum if the token caps it. */
export function outlivingSeconds(profile: OperatorProfile): number {
  const { registrationModel, maxRegistrationSeconds, minRegistrationSeconds = 0 } = profile;
  if (registrationModel === 'outlives-token') return maxRegistrationSeconds;
  return Math.min(minRegistrationSeconds, maxRegistrationSeconds);
}

/** How long after a token's end a registration made with it can exist, in seconds: `outlivingSeconds` plus G. */
export function secondsBoundAfterToken(profile: OperatorProfile): number {
  return outlivingSeconds(profile) + guardSeconds(profile.guard);
}

/** False for a `capped-by-token` profile of version 0.1, which does not state the registrar's minimum. */
export function isComplete({ registrationModel, minRegistrationSeconds }: OperatorProfile): boolean {
  return registrationModel === 'outlives-token' || minRegistrationSeconds !== undefined;
}
