import { cutText } from '../values/storable-text.js';

import { z } from 'zod';
import type { Refusal, TermsRefusal } from '@allocator/domain';

/** Problems that no refusal of the domain stands behind. */
type EdgeCode =
  | 'unauthenticated'
  | 'forbidden'
  | 'not-your-operator'
  | 'rate-limited'
  | 'too-many-reads'
  | 'too-many-followers'
  | 'keys-unavailable'
  | 'invalid-request'
  | 'file-malformed'
  | 'import-limit-reached'
  | 'idempotency-key-required'
  | 'idempotency-key-invalid'
  | 'not-found'
  | 'method-not-allowed'
  | 'schema-not-found'
  | 'subject-not-found'
  | 'legal-hold'
  | 'legal-hold-not-found'
  | 'alias-shared'
  | 'unsupported-media-type'
  | 'payload-too-large'
  | 'headers-too-large'
  | 'request-timeout'
  | 'overloaded'
  | 'lane-closed'
  | 'kafka-unavailable'
  | 'store-unavailable'
  | 'internal-error';

/** What a client can switch on. Codes are never renamed. */
export type ProblemCode = Refusal['code'] | TermsRefusal['code'] | EdgeCode;

interface ProblemMeaning {
  readonly status: number;
  /** Where it is another one for a command on an assignment than for a change of terms. */
  readonly commandStatus?: number;
  readonly title: string;
}

/** Every problem: its status, and what it means in general. */
export const problems: Record<ProblemCode, ProblemMeaning> = {
  'invalid-request': { status: 400, title: 'The request is not as the contract says; errors names what and where' },
  'file-malformed': {
    status: 400,
    title: 'The file is not comma-separated text or NDJSON in UTF-8: nothing was imported',
  },
  'import-limit-reached': {
    status: 429,
    title: 'Too many concurrent imports of the operator: nothing of this one was imported, retry after `Retry-After`',
  },
  unauthenticated: { status: 401, title: 'A valid access token is required' },
  forbidden: { status: 403, title: "None of the token's roles may do this" },
  'not-your-operator': { status: 403, title: 'The token speaks for another IMS operator' },
  'rate-limited': { status: 429, title: 'The tenant has sent too many requests in this second: nothing was decided' },
  'too-many-reads': {
    status: 429,
    title: 'Too many concurrent reads of the tenant: retry after `Retry-After`',
  },
  'too-many-followers': {
    status: 429,
    title: 'Too many followers of events of the tenant: end one, or retry after `Retry-After`',
  },
  'keys-unavailable': { status: 503, title: 'Issuer keys unavailable: send the same request again' },
  'idempotency-key-required': { status: 400, title: 'An Idempotency-Key header with a UUID is needed' },
  'idempotency-key-invalid': { status: 400, title: 'The Idempotency-Key header is not a UUID' },
  'idempotency-key-reused': { status: 422, title: 'This Idempotency-Key was used before, for another command' },
  'not-found': { status: 404, title: 'There is nothing at this address' },
  'method-not-allowed': {
    status: 405,
    title: 'The path does not support this method: `Allow` lists the supported ones',
  },
  'schema-not-found': { status: 404, title: 'There is no such event schema' },
  'subject-not-found': { status: 404, title: 'The subject is unknown or erased' },
  'legal-hold': { status: 409, title: 'The reference is under a legal hold: nothing was erased' },
  'legal-hold-not-found': { status: 404, title: 'There is no legal hold on this subject' },
  'pool-not-found': { status: 404, title: 'There is no such pool' },
  'operator-not-found': { status: 404, title: 'There is no such IMS operator' },
  'agreement-not-found': { status: 404, title: 'There is no such agreement' },
  'assignment-not-found': { status: 404, title: 'There is no such assignment' },
  'identity-not-found': { status: 404, title: 'There is no such identity in this pool' },
  'not-your-pool': { status: 403, title: 'The pool belongs to another WWSF' },
  'anonymous-refused': { status: 403, title: 'The pool lends nothing to anonymous users' },
  'agreement-suspended': { status: 409, title: 'The agreement is suspended: nothing is lent' },
  'subject-already-assigned': { status: 409, title: 'The subject holds an identity of this pool already' },
  'subject-limit-reached': { status: 409, title: 'The subject holds as many identities of this pool as one may' },
  'anonymous-share-used': { status: 409, title: 'Anonymous users hold as much of the pool as they may together' },
  'pool-exhausted': { status: 409, title: 'No identity of the pool is assignable now' },
  'assignment-lapsed': { status: 409, title: "The assignment's time is over: its identity may be another's" },
  'assignment-released': { status: 409, title: 'The assignment was released: ask for a new one' },
  'held-after-restore': {
    status: 409,
    title: 'The store was restored: somebody may hold the identity who is on no record',
  },
  'identity-suspended': { status: 409, title: 'The identity is suspended' },
  'identity-retired': { status: 409, title: 'The identity is retired' },
  'alias-shared': { status: 409, title: 'Another identity has the same address of record and is not retired yet' },
  'realm-taken': { status: 409, title: 'A realm overlaps a realm of another operator: nothing was changed' },
  'number-prefix-taken': {
    status: 409,
    title: 'A number prefix overlaps a number prefix of another operator: nothing was changed',
  },
  'parties-fixed': { status: 409, title: "An agreement's parties, and a pool's, stay as they were first set" },
  'wwsf-id-taken': {
    status: 409,
    title:
      'Another WWSF has the same id except for dots and underscores, which Kafka treats as equal: use that id if it is the same WWSF, otherwise choose another',
  },
  'agreement-infeasible': {
    status: 422,
    commandStatus: 409,
    title: "The agreement's security lifetime leaves no usable token under the operator's profile",
  },
  'unsupported-media-type': { status: 415, title: 'The content type is not one that this call takes' },
  'payload-too-large': { status: 413, title: 'The body is larger than this call takes' },
  'headers-too-large': { status: 431, title: 'The request line and the headers are larger than 16 KiB together' },
  'request-timeout': {
    status: 408,
    title: 'The request did not come in whole in its time: send the same request again',
  },
  overloaded: { status: 503, title: 'Too much is waiting: nothing was decided, send it again' },
  'lane-closed': { status: 503, title: 'This part of the store is closed until an operator has mended it' },
  'kafka-unavailable': { status: 503, title: 'Kafka does not answer: send the same request again' },
  'store-unavailable': { status: 503, title: 'The database does not answer: send the same request again' },
  'internal-error': { status: 500, title: 'Something failed that should not: it is logged' },
};

export const problemCodes = Object.keys(problems) as [ProblemCode, ...ProblemCode[]];

/** RFC 9457, with the stable `code` and what the problem can say in particular. */
export const problem = z
  .looseObject({
    type: z.string().meta({ description: 'about:blank: the code tells the kind (RFC 9457 clause 4.2.1)' }),
    title: z.string(),
    status: z.int(),
    code: z.enum(problemCodes),
    detail: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    nextReassignableAt: z.string().nullable().optional(),
    minimumSecurityLifetimeSeconds: z.int().optional(),
    assignmentId: z.string().optional(),
  })
  .meta({ id: 'Problem' });

export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly [member: string]: unknown;
}

/** Characters of a `detail`; a longer one is cut. */
export const detailCharsMax = 1_000;

/** @param particular members that say more: `detail`, or what the code has of its own */
export function problemOf(code: ProblemCode, particular: Record<string, unknown> = {}): Problem {
  return problemWith(code, problems[code].status, particular);
}

/** The problem as it answers a command on an assignment. */
export function commandProblemOf(code: ProblemCode, particular: Record<string, unknown> = {}): Problem {
  const { status, commandStatus = status } = problems[code];
  return problemWith(code, commandStatus, particular);
}

function problemWith(code: ProblemCode, status: number, particular: Record<string, unknown>): Problem {
  const problem = { type: 'about:blank', title: problems[code].title, status, code, ...particular } as const;
  const { detail } = particular;
  return typeof detail === 'string' ? { ...problem, detail: cutText(detail, detailCharsMax) } : problem;
}
