import type { DeclaredNames } from './declared-names.js';
import type { AgreementId, OperatorId, PoolId, WwsfId } from '../ids/ids.js';

/**
 * What can still be on its way when a token expires, in whole seconds. The guard is
 * `tokenLeeway + 2 * clockSkew + inFlight + purgeDelay`.
 */
export interface Guard {
  /** How long after its `exp` the eP-CSCF still takes a token (RFC 7519 clause 4.1.4). */
  readonly tokenLeewaySeconds: number;
  /** Bound between any clock of the operator or the token's issuer and true time; two clocks can differ by twice as much. */
  readonly clockSkewSeconds: number;
  /** How long a REGISTER can be under way; SIP Timer F is 128 s in IMS (TS 24.229 table 7.8.1). */
  readonly inFlightSeconds: number;
  /** How late the registrar removes a binding that has lapsed. */
  readonly purgeDelaySeconds: number;
}

/**
 * Whether a registration can outlive the token it was made with.
 * `capped-by-token`: the eP-CSCF or the S-CSCF grants no longer than the token lives.
 * `outlives-token`: a REGISTER accepted at the token's last instant runs on for the longest registration.
 */
export type RegistrationModel = 'capped-by-token' | 'outlives-token';

/** One profile an IMS operator, the same for every WWSF: the operator has one longest registration to remember (R_max). */
export interface OperatorProfile extends DeclaredNames {
  readonly operatorId: OperatorId;
  /** 1 for the first profile, one more with each change. */
  readonly version: number;
  readonly maxRegistrationSeconds: number;
  readonly registrationModel: RegistrationModel;
  /**
   * The registrar's minimum: it raises a shorter Expires to this (RFC 3261 clause 10.3), so that a registration that is capped
   * by its token can outlive the token by as much. 0 where such a REGISTER is refused. Absent in profiles recorded before the
   * minimum was reckoned with.
   */
  readonly minRegistrationSeconds?: number | undefined;
  readonly guard: Guard;
  /** Whether the eP-CSCF's indications are acted upon (TS 23.228 U.2.1.4, the implementation specific option). */
  readonly indications: 'ignored' | 'accepted';
}

/** The minimum of a registrar whose operator does not state one: the common default (Kamailio `min_expires`). */
export const minRegistrationSecondsDefault = 60;

/** What one WWSF and one IMS operator have agreed. */
export interface Agreement {
  readonly agreementId: AgreementId;
  readonly version: number;
  readonly operatorId: OperatorId;
  readonly wwsfId: WwsfId;
  /** L: how long an identity belongs to one holder. */
  readonly securityLifetimeSeconds: number;
  /** Q: idle time after L before another holder may have it. */
  readonly quarantineSeconds: number;
  /** A token that lives shorter than this is of no use to a client. */
  readonly minTokenLifetimeSeconds: number;
  readonly status: 'active' | 'suspended';
}

export interface PoolPolicy {
  readonly anonymous: 'allowed' | 'refused';
  /** What an authenticated subject gets who asks while it already holds an identity of the pool. */
  readonly repeatSubject: 'same' | 'another' | 'refuse';
  /** True: an authenticated subject that no longer uses its former identity gets that one back where it can, before anybody else may have it. */
  readonly affinity?: boolean | undefined;
  /** How many identities one subject may hold at a time, those included that it has released and whose bound is to come. */
  readonly maxPerSubject?: number | undefined;
  /** How much of the pool anonymous subjects may hold together, in percent of the identities that are not retired. */
  readonly anonymousSharePercent?: number | undefined;
}

/** The terms a pool lends on, resolved: all that a decision in the pool's lane needs to know. */
export interface PoolTerms extends PoolPolicy {
  readonly poolId: PoolId;
  readonly wwsfId: WwsfId;
  readonly operatorId: OperatorId;
  readonly agreementId: AgreementId;
  readonly agreementVersion: number;
  readonly operatorVersion: number;
  readonly agreementStatus: 'active' | 'suspended';
  /** Present where a raise of the operator's terms left the agreement no usable token: the pool assigns and prolongs nothing. */
  readonly agreementInfeasible?: true | undefined;
  readonly indications: 'ignored' | 'accepted';
  readonly securityLifetimeSeconds: number;
  readonly quarantineSeconds: number;
  readonly tokenLifetimeSeconds: number;
  readonly guardSeconds: number;
}

/** G, in seconds. */
export function guardSeconds(guard: Guard): number {
  return guard.tokenLeewaySeconds + 2 * guard.clockSkewSeconds + guard.inFlightSeconds + guard.purgeDelaySeconds;
}

/** How long a registration can outlive its token, in seconds: R_max, or the registrar's minimum where the token caps it. */
export function outlivingSeconds(profile: OperatorProfile): number {
  const { registrationModel, maxRegistrationSeconds, minRegistrationSeconds = 0 } = profile;
  if (registrationModel === 'outlives-token') return maxRegistrationSeconds;
  return Math.min(minRegistrationSeconds, maxRegistrationSeconds);
}

/** How long after a token's expiry a registration made with it can last, in seconds: G, and what it can outlive the token by. */
export function secondsBoundAfterToken(profile: OperatorProfile): number {
  return outlivingSeconds(profile) + guardSeconds(profile.guard);
}

/** The token's lifetime that fits the security lifetime, in seconds; not positive where no token fits. */
export function tokenLifetimeSeconds(securityLifetimeSeconds: number, profile: OperatorProfile): number {
  return securityLifetimeSeconds - secondsBoundAfterToken(profile);
}

/** The shortest security lifetime that leaves a token of the given minimum, in seconds. */
export function minimumSecurityLifetimeSeconds(minTokenLifetimeSeconds: number, profile: OperatorProfile): number {
  return Math.max(1, minTokenLifetimeSeconds) + secondsBoundAfterToken(profile);
}

/** False of a profile of version 0.1 by which the token caps registrations: what they outlive it by is not known. */
export function isComplete({ registrationModel, minRegistrationSeconds }: OperatorProfile): boolean {
  return registrationModel === 'outlives-token' || minRegistrationSeconds !== undefined;
}

/** Whether the agreement leaves its holders a usable token under this profile. Fails closed where the profile is not complete. */
export function isFeasible(
  agreement: Pick<Agreement, 'securityLifetimeSeconds' | 'minTokenLifetimeSeconds'>,
  profile: OperatorProfile,
): boolean {
  return (
    isComplete(profile) &&
    agreement.securityLifetimeSeconds >= minimumSecurityLifetimeSeconds(agreement.minTokenLifetimeSeconds, profile)
  );
}

/** The pool's own part of its terms; what was never set stays away. */
export function policyOf({
  anonymous,
  repeatSubject,
  affinity,
  maxPerSubject,
  anonymousSharePercent,
}: PoolPolicy): PoolPolicy {
  return {
    anonymous,
    repeatSubject,
    ...(affinity === undefined ? {} : { affinity }),
    ...(maxPerSubject === undefined ? {} : { maxPerSubject }),
    ...(anonymousSharePercent === undefined ? {} : { anonymousSharePercent }),
  };
}

export function resolveTerms(
  pool: PoolPolicy & { readonly poolId: PoolId },
  agreement: Agreement,
  profile: OperatorProfile,
): PoolTerms {
  return {
    poolId: pool.poolId,
    wwsfId: agreement.wwsfId,
    operatorId: agreement.operatorId,
    agreementId: agreement.agreementId,
    agreementVersion: agreement.version,
    operatorVersion: profile.version,
    agreementStatus: agreement.status,
    indications: profile.indications,
    securityLifetimeSeconds: agreement.securityLifetimeSeconds,
    quarantineSeconds: agreement.quarantineSeconds,
    tokenLifetimeSeconds: Math.max(0, tokenLifetimeSeconds(agreement.securityLifetimeSeconds, profile)),
    guardSeconds: guardSeconds(profile.guard),
    ...(isFeasible(agreement, profile) ? {} : { agreementInfeasible: true as const }),
    ...policyOf(pool),
  };
}
