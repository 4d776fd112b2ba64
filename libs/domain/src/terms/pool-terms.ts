import type { AgreementId, OperatorId, PoolId, WwsfId } from '../ids/ids.js';
import type { Agreement } from './agreement.js';
import { isFeasible, tokenLifetimeSeconds } from './agreement.js';
import type { OperatorProfile } from './operator-profile.js';
import { guardSeconds } from './operator-profile.js';

export interface PoolPolicy {
  readonly anonymous: 'allowed' | 'refused';
  /** What an authenticated subject gets that requests an identity while it holds one of the pool. */
  readonly repeatSubject: 'same' | 'another' | 'refuse';
  /** True: an authenticated subject that no longer uses its former identity gets that one again if it can, before any other subject. */
  readonly affinity?: boolean | undefined;
  /** How many identities one subject can hold at a time. Released identities count until their bound. */
  readonly maxPerSubject?: number | undefined;
  /** How much of the pool anonymous subjects can hold together, in percent of the identities that are not retired. */
  readonly anonymousSharePercent?: number | undefined;
}

/** The terms of a pool, resolved from its policy, its agreement and its operator's profile: all that a decision in its lane needs. */
export interface PoolTerms extends PoolPolicy {
  readonly poolId: PoolId;
  /** 1 for the first terms, one more with each change of the resolved terms. Absent in terms of version 0.1: `poolVersion`. */
  readonly version?: number | undefined;
  readonly wwsfId: WwsfId;
  readonly operatorId: OperatorId;
  readonly agreementId: AgreementId;
  readonly agreementVersion: number;
  readonly operatorVersion: number;
  readonly agreementStatus: 'active' | 'suspended';
  /** Present if a raise of the operator's terms left the agreement no usable token: the pool assigns and prolongs nothing. */
  readonly agreementInfeasible?: true | undefined;
  readonly indications: 'ignored' | 'accepted';
  readonly securityLifetimeSeconds: number;
  readonly quarantineSeconds: number;
  readonly tokenLifetimeSeconds: number;
  readonly guardSeconds: number;
}

/** The pool's own part of its terms. Members that were never set stay absent. */
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

/** Version of the terms. Terms of version 0.1 have none, and count as the first. */
export function poolVersion({ version = 1 }: Pick<PoolTerms, 'version'>): number {
  return version;
}

/** @param current the pool's terms before the change; undefined if it is new */
export function resolveTerms(
  pool: PoolPolicy & { readonly poolId: PoolId },
  agreement: Agreement,
  profile: OperatorProfile,
  current: PoolTerms | undefined,
): PoolTerms {
  return {
    poolId: pool.poolId,
    version: current === undefined ? 1 : poolVersion(current) + 1,
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
    ...(isFeasible(agreement, profile) ? {} : { agreementInfeasible: true }),
    ...policyOf(pool),
  };
}
