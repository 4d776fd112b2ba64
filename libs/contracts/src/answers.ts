import type {
  Agreement,
  AgreementArithmetic,
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
} from '@allocator/domain';
import { arithmeticOf, guardSeconds, identityState, policyOf, toIso, tokenLifetimeSeconds } from '@allocator/domain';
import { problemOf } from './problems.js';

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

export function refusalProblem(refusal: Refusal | TermsRefusal) {
  const { code, ...particular } = refusal;
  if ('nextReassignableAt' in particular) {
    return problemOf(code, { nextReassignableAt: isoOrNull(particular.nextReassignableAt) });
  }
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

/** @param exposures left out where there are none */
export function operatorBodyOf(profile: OperatorProfile, exposures: readonly Exposure[] = [], count = 0): object {
  const body = { ...profile, guardSeconds: guardSeconds(profile.guard) };
  if (count === 0) return body;
  const listed = exposures.map((exposure) => ({
    ...exposure,
    assignedAt: toIso(exposure.assignedAt),
    exposedUntil: toIso(exposure.exposedUntil),
  }));
  return { ...body, exposures: listed, exposuresNotListed: count - listed.length };
}

/** The profile against every agreement with it, and the sentence that one R_max fits them all, or does not. */
export function feasibilityBodyOf(profile: OperatorProfile, agreements: readonly Agreement[]): object {
  const arithmetics = agreements.map((agreement) => arithmeticOf(agreement, profile));
  const { operatorId, version, maxRegistrationSeconds, registrationModel, guard } = profile;
  const misfits = arithmetics.filter(({ fits }) => !fits).map(({ agreement }) => agreement.agreementId);
  return {
    ...{ operatorId, version, maxRegistrationSeconds, registrationModel, guard },
    guardSeconds: guardSeconds(guard),
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
    tokenLifetimeSeconds: tokenLifetimeSeconds(agreement.securityLifetimeSeconds, profile),
  };
}

export function poolBodyOf(pool: PoolTerms, lane: Lane): object {
  return { poolId: pool.poolId, agreementId: pool.agreementId, ...policyOf(pool), lane };
}

export function isoOrNull(instant: Instant | null): string | null {
  return instant === null ? null : toIso(instant);
}
