import { commandProblemOf, problemOf } from '../problems/problems.js';

import type {
  Agreement,
  AgreementArithmetic,
  AgreementId,
  Assignment,
  Exposure,
  Identity,
  Instant,
  Lane,
  OperatorProfile,
  Outcome,
  PoolTerms,
  Refusal,
  TermsRefusal,
  TermsWarning,
} from '@allocator/domain';
import {
  arithmeticOf,
  guardSeconds,
  identityState,
  isFeasible,
  policyOf,
  toIso,
  tokenLifetimeSeconds,
} from '@allocator/domain';

/** An answer as it goes out, over HTTP, in a batch's outcomes and over Kafka alike. */
export interface ContractAnswer {
  readonly status: number;
  readonly body: object;
}

/** What an exhausted pool tells a client that knows no bound to wait for, in seconds. */
const retryAfterSecondsUnknown = 60;
/** No client is told to stay away longer: pools grow, and eP-CSCFs free identities early. */
const retryAfterSecondsMax = 3_600;

export function answerOf(outcome: Outcome): ContractAnswer {
  switch (outcome.kind) {
    case 'assigned':
      return { status: 201, body: assignmentBody(outcome.assignment) };
    case 'found':
    case 'released':
    case 'prolonged':
      return { status: 200, body: assignmentBody(outcome.assignment) };
    case 'indicated': {
      const { effect, reason, reassignableAt } = outcome.answer;
      return { status: 200, body: { effect, reason, reassignableAt: isoOrNull(reassignableAt) } };
    }
    case 'stock-changed':
      return { status: 200, body: identityBody(outcome.identity, outcome.at) };
    case 'refused': {
      const body = refusalProblem(outcome.refusal);
      return { status: body.status, body };
    }
  }
}

/** Seconds after which a pool is worth asking again that is exhausted, or for this subject; undefined for any other answer. */
export function retryAfterSeconds(outcome: Outcome, now: Instant): number | undefined {
  if (outcome.kind !== 'refused' || !('nextReassignableAt' in outcome.refusal)) return undefined;
  const { nextReassignableAt } = outcome.refusal;
  if (nextReassignableAt === null) return retryAfterSecondsUnknown;
  return Math.min(Math.max(1, Math.ceil((nextReassignableAt - now) / 1_000)), retryAfterSecondsMax);
}

/** A refused command. */
export function refusalProblem(refusal: Refusal) {
  const { code, ...particular } = refusal;
  if ('nextReassignableAt' in particular) {
    return commandProblemOf(code, { nextReassignableAt: isoOrNull(particular.nextReassignableAt) });
  }
  return commandProblemOf(code, particular);
}

/** A refused change of terms. */
export function termsProblem({ code, ...particular }: TermsRefusal) {
  return problemOf(code, particular);
}

export function assignmentBody(assignment: Assignment): object {
  return {
    ...assignment,
    assignedAt: toIso(assignment.assignedAt),
    tokenExpiresAt: toIso(assignment.tokenExpiresAt),
    reassignableAt: toIso(assignment.reassignableAt),
  };
}

export function identityBody(identity: Identity, now: Instant): object {
  const { holding } = identity;
  const lease = holding.status === 'never-assigned' ? undefined : holding.lease;
  return {
    poolId: identity.poolId,
    impi: identity.impi,
    impus: identity.impus,
    state: identityState(identity, now),
    stock: identity.stock,
    generation: identity.generation,
    assignmentId: lease?.assignmentId ?? null,
    reassignableAt: isoOrNull(lease?.reassignableAt ?? null),
    assignableAt: toIso(identity.assignableAt),
  };
}

/** The result of a change of an operator's profile. */
export interface OperatorSetResult {
  readonly profile: OperatorProfile;
  readonly infeasibleAgreements: readonly AgreementId[];
  readonly warnings: readonly TermsWarning[];
  /** How many there are, and the first of them; left out of the answer where there are none. */
  readonly exposures: { readonly count: number; readonly listed: readonly Exposure[] };
}

export function operatorBodyOf({ profile, infeasibleAgreements, warnings, exposures }: OperatorSetResult): object {
  const body = {
    ...profile,
    minRegistrationSeconds: profile.minRegistrationSeconds ?? 0,
    guardSeconds: guardSeconds(profile.guard),
    infeasibleAgreements,
    warnings,
  };
  if (exposures.count === 0) return body;
  const listed = exposures.listed.map((exposure) => ({
    ...exposure,
    assignedAt: toIso(exposure.assignedAt),
    exposedUntil: toIso(exposure.exposedUntil),
  }));
  return { ...body, exposures: listed, exposuresNotListed: exposures.count - listed.length };
}

/** The profile against every agreement with it, and the sentence that one R_max fits them all, or does not. */
export function feasibilityBodyOf(
  profile: OperatorProfile,
  agreements: readonly Agreement[],
  warnings: readonly TermsWarning[],
): object {
  const arithmetics = agreements.map((agreement) => arithmeticOf(agreement, profile));
  const { operatorId, version, maxRegistrationSeconds, registrationModel, minRegistrationSeconds = 0, guard } = profile;
  const misfits = arithmetics.filter(({ fits }) => !fits).map(({ agreement }) => agreement.agreementId);
  return {
    operatorId,
    version,
    maxRegistrationSeconds,
    registrationModel,
    minRegistrationSeconds,
    guard,
    guardSeconds: guardSeconds(guard),
    warnings,
    fitsAll: misfits.length === 0,
    statement: feasibilityStatement(profile, agreements.length, misfits),
    agreements: arithmetics.map(agreementArithmetic),
  };
}

function feasibilityStatement(profile: OperatorProfile, count: number, misfits: readonly string[]): string {
  const rMax = `One R_max of ${String(profile.maxRegistrationSeconds)} s`;
  if (misfits.length === 0) return `${rMax} fits all agreements (${String(count)})`;
  return `${rMax} does not fit ${String(misfits.length)} of ${String(count)} agreements: ${misfits.join(', ')}`;
}

function agreementArithmetic({ agreement, ...seconds }: AgreementArithmetic): object {
  const { agreementId, wwsfId, version, status } = agreement;
  const { securityLifetimeSeconds, quarantineSeconds, minTokenLifetimeSeconds } = agreement;
  const terms = [securityLifetimeSeconds, seconds.outlivingSeconds, seconds.guardSeconds].map(String);
  return {
    ...{ agreementId, wwsfId, version, status },
    ...{ securityLifetimeSeconds, quarantineSeconds, minTokenLifetimeSeconds },
    ...seconds,
    arithmetic: `L - R - G = ${terms.join(' - ')} = ${String(seconds.tokenLifetimeSeconds)}`,
  };
}

export function agreementBodyOf(agreement: Agreement, profile: OperatorProfile): object {
  return {
    ...agreement,
    tokenLifetimeSeconds: Math.max(0, tokenLifetimeSeconds(agreement.securityLifetimeSeconds, profile)),
    feasible: isFeasible(agreement, profile),
  };
}

export function poolBodyOf(pool: PoolTerms, lane: Lane): object {
  return { poolId: pool.poolId, agreementId: pool.agreementId, ...policyOf(pool), lane };
}

export function isoOrNull(instant: Instant | null): string | null {
  return instant === null ? null : toIso(instant);
}
