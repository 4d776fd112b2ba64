import type {
  Agreement,
  Assignment,
  Identity,
  Instant,
  Lane,
  OperatorProfile,
  Outcome,
  PoolTerms,
  Refusal,
  TermsRefusal,
} from '@allocator/domain';
import { guardSeconds, identityState, toIso, tokenLifetimeSeconds } from '@allocator/domain';
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
      return { status: 200, body: { impi: outcome.identity.impi, stock: outcome.identity.stock } };
    case 'refused': {
      const body = refusalProblem(outcome.refusal);
      return { status: body.status, body };
    }
  }
}

/** Seconds after which an exhausted pool is worth asking again; undefined for any other answer. */
export function retryAfterSeconds(outcome: Outcome, now: Instant): number | undefined {
  if (outcome.kind !== 'refused' || outcome.refusal.code !== 'pool-exhausted') return undefined;
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
    generation: identity.generation,
    assignmentId: lease?.assignmentId ?? null,
    reassignableAt: isoOrNull(lease?.reassignableAt ?? null),
    assignableAt: toIso(identity.assignableAt),
  };
}

export function operatorBodyOf(profile: OperatorProfile): object {
  return { ...profile, guardSeconds: guardSeconds(profile.guard) };
}

export function agreementBodyOf(agreement: Agreement, profile: OperatorProfile): object {
  return {
    ...agreement,
    tokenLifetimeSeconds: tokenLifetimeSeconds(agreement.securityLifetimeSeconds, profile),
  };
}

export function poolBodyOf({ poolId, agreementId, anonymous, repeatSubject }: PoolTerms, lane: Lane): object {
  return { poolId, agreementId, anonymous, repeatSubject, lane };
}

export function isoOrNull(instant: Instant | null): string | null {
  return instant === null ? null : toIso(instant);
}
