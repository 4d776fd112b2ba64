import { describe, expect, it } from '@jest/globals';
import type { Assignment, AssignmentId, Identity, Instant, Outcome, Refusal, TermsRefusal } from '@allocator/domain';
import { impi, impu, newYear, operatorProfile } from '@allocator/testing';
import {
  assignmentAnswer,
  assignmentCommandAnswer,
  identityAnswer,
  identityBodyOf,
  indicationAnswer,
  indicationCommandAnswer,
  operatorSetBodyOf,
  operatorSetAnswer,
  problem,
  problemOf,
  problems,
  refusalProblem,
  retryAfterSeconds,
  termsProblem,
} from '../src/index.js';

const at = (seconds: number) => (newYear + seconds * 1_000) as Instant;

const assignment = {
  assignmentId: '6-42',
  poolId: 'pool-a',
  impi: impi(1),
  impus: [impu(1)],
  generation: 1,
  tokenSequence: 1,
  state: 'assigned',
  assignedAt: at(0),
  tokenExpiresAt: at(2_682),
  reassignableAt: at(3_600),
  agreementVersion: 1,
  operatorVersion: 2,
} as unknown as Assignment;

/** Every refusal. A missing one does not compile. */
const refusals: { readonly [Code in Refusal['code']]: Extract<Refusal, { code: Code }> } = {
  'pool-not-found': { code: 'pool-not-found' },
  'not-your-pool': { code: 'not-your-pool' },
  'agreement-suspended': { code: 'agreement-suspended' },
  'agreement-infeasible': { code: 'agreement-infeasible' },
  'anonymous-refused': { code: 'anonymous-refused' },
  'subject-already-assigned': { code: 'subject-already-assigned', assignmentId: '6-42' as AssignmentId },
  'subject-limit-reached': { code: 'subject-limit-reached', nextReassignableAt: at(90) },
  'anonymous-share-used': { code: 'anonymous-share-used' },
  'pool-exhausted': { code: 'pool-exhausted', nextReassignableAt: at(90) },
  'assignment-not-found': { code: 'assignment-not-found' },
  'assignment-lapsed': { code: 'assignment-lapsed' },
  'assignment-released': { code: 'assignment-released' },
  'held-after-restore': { code: 'held-after-restore', nextReassignableAt: at(90) },
  'operator-not-found': { code: 'operator-not-found' },
  'identity-not-found': { code: 'identity-not-found' },
  'identity-suspended': { code: 'identity-suspended' },
  'identity-retired': { code: 'identity-retired' },
  'idempotency-key-reused': { code: 'idempotency-key-reused' },
};
const termsRefusals: { readonly [Code in TermsRefusal['code']]: Extract<TermsRefusal, { code: Code }> } = {
  'operator-not-found': { code: 'operator-not-found' },
  'agreement-not-found': { code: 'agreement-not-found' },
  'agreement-infeasible': {
    code: 'agreement-infeasible',
    minimumSecurityLifetimeSeconds: 979,
    agreementId: 'agreement-a' as Extract<TermsRefusal, { code: 'agreement-infeasible' }>['agreementId'],
  },
  'parties-fixed': { code: 'parties-fixed' },
  'realm-taken': { code: 'realm-taken', detail: 'realms: op-b.example overlaps a realm of another operator' },
  'number-prefix-taken': {
    code: 'number-prefix-taken',
    detail: 'numberPrefixes: +4930 overlaps one of another operator',
  },
  'precondition-failed': { code: 'precondition-failed', detail: 'the current version is 2' },
  'wwsf-id-taken': { code: 'wwsf-id-taken' },
};

describe('an outcome', () => {
  it.each([
    ['assigned', 201],
    ['found', 200],
    ['released', 200],
    ['prolonged', 200],
  ] as const)('%s is answered with %i and the assignment', (kind, status) => {
    const answer = assignmentCommandAnswer({ kind, assignment });
    expect(answer).toEqual({
      status,
      body: {
        ...assignment,
        assignedAt: '2026-01-01T00:00:00.000Z',
        tokenExpiresAt: '2026-01-01T00:44:42.000Z',
        reassignableAt: '2026-01-01T01:00:00.000Z',
      },
    });
    expect(assignmentAnswer.parse(answer.body)).toEqual(answer.body);
  });

  it('of an indication is answered with its effect, its reason, and the bound if there is one', () => {
    const freed = indicationCommandAnswer({
      kind: 'indicated',
      answer: { effect: 'reassignable', reason: 'token-refused', reassignableAt: at(60) },
    });
    expect(freed).toEqual({
      status: 200,
      body: { effect: 'reassignable', reason: 'token-refused', reassignableAt: '2026-01-01T00:01:00.000Z' },
    });
    const ignored = indicationCommandAnswer({
      kind: 'indicated',
      answer: { effect: 'ignored', reason: 'unknown-identity', reassignableAt: null },
    });
    expect(ignored.body).toMatchObject({ effect: 'ignored', reassignableAt: null });
    for (const { body } of [freed, ignored]) expect(indicationAnswer.safeParse(body).success).toBe(true);
  });

  it.each(Object.values(refusals))('refused for $code is answered with its problem', (refusal) => {
    const { status, body } = assignmentCommandAnswer({ kind: 'refused', refusal });
    const { title, status: ofTerms, commandStatus: expected = ofTerms } = problems[refusal.code];
    expect(body).toMatchObject({ type: 'about:blank', title, status: expected, code: refusal.code });
    expect(status).toBe(expected);
    expect(problem.safeParse(body).success).toBe(true);
  });

  it('an infeasible agreement is 409 for a command, and 422 for a change of terms', () => {
    expect(assignmentCommandAnswer({ kind: 'refused', refusal: { code: 'agreement-infeasible' } }).status).toBe(409);
    expect(termsProblem(termsRefusals['agreement-infeasible']).status).toBe(422);
  });

  it('of a refusal contains what the caller can act on', () => {
    expect(refusalProblem(refusals['pool-exhausted'])).toMatchObject({
      nextReassignableAt: '2026-01-01T00:01:30.000Z',
    });
    expect(refusalProblem({ code: 'pool-exhausted', nextReassignableAt: null })).toMatchObject({
      nextReassignableAt: null,
    });
    expect(refusalProblem(refusals['subject-already-assigned'])).toMatchObject({ assignmentId: '6-42' });
    expect(termsProblem(termsRefusals['agreement-infeasible'])).toMatchObject({
      status: 422,
      agreementId: 'agreement-a',
      minimumSecurityLifetimeSeconds: 979,
    });
  });
});

describe('the table of problems', () => {
  it('has each refusal, with a 4xx status', () => {
    for (const code of [...Object.keys(refusals), ...Object.keys(termsRefusals)]) {
      const { status } = problems[code as Refusal['code']];
      expect([code, status >= 400 && status < 500]).toEqual([code, true]);
    }
  });

  it('has codes in kebab case, each with a title and a status', () => {
    for (const [code, { status, title }] of Object.entries(problems)) {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(title).toMatch(/^[A-Z].{10,}[^.]$/);
      expect([400, 401, 403, 404, 405, 408, 409, 412, 413, 415, 422, 429, 431, 500, 503]).toContain(status);
      expect(problem.safeParse(problemOf(code as keyof typeof problems)).success).toBe(true);
    }
  });

  it('lists all codes of problems', () => {
    expect(problem.safeParse({ ...problemOf('not-found'), code: 'no-such-code' }).success).toBe(false);
  });
});

describe('Retry-After', () => {
  const exhausted = (nextReassignableAt: Instant | null): Outcome => ({
    kind: 'refused',
    refusal: { code: 'pool-exhausted', nextReassignableAt },
  });
  it.each([
    ['the seconds until the next identity is assignable', at(90), 90],
    ['rounded up, because a request that is a moment too early is refused again', (at(90) + 1) as Instant, 91],
    ['at least one, if it has become assignable', at(-5), 1],
    ['at most an hour, because a pool can grow', at(86_400), 3_600],
    ['a minute, if the time is unknown', null, 60],
  ])('is %s', (_, next, seconds) => {
    expect(retryAfterSeconds(exhausted(next), newYear)).toBe(seconds);
  });

  it('is only for an exhausted pool', () => {
    expect(retryAfterSeconds({ kind: 'refused', refusal: { code: 'pool-not-found' } }, newYear)).toBeUndefined();
    expect(retryAfterSeconds({ kind: 'assigned', assignment }, newYear)).toBeUndefined();
  });
});

describe('answers of state', () => {
  it('an identity that was never assigned has no assignment and no bound', () => {
    const identity = {
      number: 1,
      poolId: 'pool-a',
      impi: impi(1),
      impus: [impu(1)],
      stock: 'active',
      generation: 0,
      assignableAt: newYear,
      holding: { status: 'never-assigned' },
    } as unknown as Identity;
    const body = identityBodyOf(identity, newYear);
    expect(body).toMatchObject({ state: 'assignable', generation: 0, assignmentId: null, reassignableAt: null });
    expect(identityAnswer.safeParse(body).success).toBe(true);
  });

  it('an operator’s profile contains its guard: leeway 60, twice the skew of 5, in flight 128, purge 120', () => {
    const facts = { infeasibleAgreements: [], warnings: [], exposures: { count: 0, listed: [] } };
    const body = operatorSetBodyOf({ profile: operatorProfile(), ...facts });
    expect(body).toMatchObject({ version: 1, guardSeconds: 318 });
    expect(operatorSetAnswer.safeParse(body).success).toBe(true);
  });
});
