import type {
  Assign,
  ChangeStock,
  Indicate,
  Instant,
  Outcome,
  OutcomeOf,
  Prolong,
  Refusal,
  Refused,
  Release,
  Revoke,
  TermsRefusal,
} from '@allocator/domain';
import type { AssignmentAnswer } from '../assignments/assignment-answer.js';
import { assignmentBodyOf } from '../assignments/assignment-answer.js';
import type { IdentityAnswer } from '../identities/identity-answer.js';
import { identityBodyOf } from '../identities/identity-answer.js';
import type { IndicationAnswer } from '../indications/indication-answer.js';
import { indicationBodyOf } from '../indications/indication-answer.js';
import type { Problem } from '../problems/problems.js';
import { commandProblemOf, problemOf } from '../problems/problems.js';
import { isoOrNull } from '../values/iso-or-null.js';

/** The body of a command's answer. */
export type AnswerBody = AssignmentAnswer | IndicationAnswer | IdentityAnswer | Problem;

/** The answer to a command: the same over HTTP, in a batch's outcomes and over Kafka. */
export interface ContractAnswer<Body extends AnswerBody = AnswerBody> {
  readonly status: number;
  readonly body: Body;
}

/** `Retry-After` of an exhausted pool that will have no assignable identity by itself, in seconds. */
const retryAfterSecondsUnknown = 60;
/** The longest `Retry-After`: pools grow, and eP-CSCFs free identities early. */
const retryAfterSecondsMax = 3_600;

/** The answer to a command of a WWSF. */
export function assignmentCommandAnswer(
  outcome: OutcomeOf<Assign | Prolong | Release>,
): ContractAnswer<AssignmentAnswer | Problem> {
  switch (outcome.kind) {
    case 'assigned':
      return { status: 201, body: assignmentBodyOf(outcome.assignment) };
    case 'found':
    case 'released':
    case 'prolonged':
      return { status: 200, body: assignmentBodyOf(outcome.assignment) };
    case 'refused':
      return refusalAnswer(outcome);
  }
}

/** The answer to an indication of an eP-CSCF. */
export function indicationCommandAnswer(outcome: OutcomeOf<Indicate>): ContractAnswer<IndicationAnswer | Problem> {
  if (outcome.kind === 'refused') return refusalAnswer(outcome);
  return { status: 200, body: indicationBodyOf(outcome.answer) };
}

/** The answer to an IMS operator's change of its stock. */
export function stockCommandAnswer(outcome: OutcomeOf<ChangeStock | Revoke>): ContractAnswer<IdentityAnswer | Problem> {
  if (outcome.kind === 'refused') return refusalAnswer(outcome);
  return { status: 200, body: identityBodyOf(outcome.identity, outcome.at) };
}

function refusalAnswer({ refusal }: Refused): ContractAnswer<Problem> {
  const body = refusalProblem(refusal);
  return { status: body.status, body };
}

/** `Retry-After` in seconds, if the refusal states when the next identity becomes assignable; undefined for all other outcomes. */
export function retryAfterSeconds(outcome: Outcome, now: Instant): number | undefined {
  if (outcome.kind !== 'refused' || !('nextReassignableAt' in outcome.refusal)) return undefined;
  const { nextReassignableAt } = outcome.refusal;
  if (nextReassignableAt === null) return retryAfterSecondsUnknown;
  return Math.min(Math.max(1, Math.ceil((nextReassignableAt - now) / 1_000)), retryAfterSecondsMax);
}

/** The problem of a refused command. */
export function refusalProblem(refusal: Refusal): Problem {
  const { code, ...particulars } = refusal;
  if ('nextReassignableAt' in particulars) {
    return commandProblemOf(code, { nextReassignableAt: isoOrNull(particulars.nextReassignableAt) });
  }
  return commandProblemOf(code, particulars);
}

/** The problem of a refused change of terms. */
export function termsProblem({ code, ...particulars }: TermsRefusal): Problem {
  return problemOf(code, particulars);
}
