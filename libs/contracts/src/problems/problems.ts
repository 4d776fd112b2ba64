import type { Refusal, TermsRefusal } from '@allocator/domain';
import { z } from 'zod';
import { cutText } from '../values/cut-text.js';
import { exampleLease } from '../values/example-lease.js';
import { eventIdText, instant, sentence, sumOfSeconds } from '../values/ids.js';
import type { Fault } from './fault.js';
import { faultsMax } from './fault.js';

interface ProblemMeaning {
  readonly status: number;
  /** For a command on an assignment, if it differs from the status for a change of terms. */
  readonly commandStatus?: number;
  readonly title: string;
  /** The header that tells the client what to do. */
  readonly header?: 'Retry-After' | 'WWW-Authenticate';
}

/** Refusals of the domain: each is a problem. */
type RefusalCode = Refusal['code'] | TermsRefusal['code'];

const meanings = {
  'invalid-request': { status: 400, title: 'Invalid request: `errors` lists each fault and its place' },
  'file-malformed': {
    status: 400,
    title: 'The file is not comma-separated text or NDJSON in UTF-8: nothing was imported',
  },
  'import-limit-reached': {
    status: 429,
    title: 'Too many concurrent imports by this operator: nothing was imported, retry after `Retry-After`',
    header: 'Retry-After',
  },
  unauthenticated: { status: 401, title: 'A valid access token is required', header: 'WWW-Authenticate' },
  forbidden: { status: 403, title: "None of the token's access roles allows this call", header: 'WWW-Authenticate' },
  'not-your-operator': { status: 403, title: 'The token is for another IMS operator' },
  'rate-limited': {
    status: 429,
    title: 'Too many requests per second by this tenant: nothing was decided, retry after `Retry-After`',
    header: 'Retry-After',
  },
  'too-many-reads': {
    status: 429,
    title: 'Too many concurrent reads by this tenant: retry after `Retry-After`',
    header: 'Retry-After',
  },
  'too-many-followers': {
    status: 429,
    title: 'Too many event followers of this tenant: close one, or retry after `Retry-After`',
    header: 'Retry-After',
  },
  'keys-unavailable': {
    status: 503,
    title: 'Issuer keys unavailable: send the same request again',
    header: 'Retry-After',
  },
  'idempotency-key-required': { status: 400, title: 'Idempotency-Key header required' },
  'idempotency-key-invalid': { status: 400, title: 'The Idempotency-Key header is not a UUID' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key was already used for another command' },
  'not-found': { status: 404, title: 'No resource at this path' },
  'method-not-allowed': {
    status: 405,
    title: 'The path does not support this method: `Allow` lists the supported ones',
  },
  'schema-not-found': { status: 404, title: 'Event schema not found' },
  'subject-not-found': { status: 404, title: 'The subject is unknown or erased' },
  'legal-hold': { status: 409, title: 'The reference is under a legal hold: nothing was erased' },
  'legal-hold-not-found': { status: 404, title: 'The subject has no legal hold' },
  'pool-not-found': { status: 404, title: 'Pool not found' },
  'operator-not-found': { status: 404, title: 'IMS operator not found' },
  'agreement-not-found': { status: 404, title: 'Agreement not found' },
  'assignment-not-found': { status: 404, title: 'Assignment not found' },
  'identity-not-found': { status: 404, title: 'Identity not found in this pool' },
  'not-your-pool': { status: 403, title: 'The pool belongs to another WWSF' },
  'anonymous-refused': { status: 403, title: 'The pool assigns no identities to anonymous subjects' },
  'agreement-suspended': { status: 409, title: 'The agreement is suspended: its pools assign nothing' },
  'subject-already-assigned': { status: 409, title: 'The subject already holds an identity of this pool' },
  'subject-limit-reached': { status: 409, title: 'The subject holds the maximum number of identities of this pool' },
  'anonymous-share-used': { status: 409, title: 'Anonymous subjects hold their maximum share of the pool' },
  'pool-exhausted': { status: 409, title: 'No identity of the pool is assignable now', header: 'Retry-After' },
  'assignment-lapsed': { status: 409, title: 'The assignment has lapsed: its identity can have another holder' },
  'assignment-released': { status: 409, title: 'The assignment was released: request a new one' },
  'held-after-restore': {
    status: 409,
    title: 'The store was restored from a backup: the identity can have a holder that is not recorded',
  },
  'identity-suspended': { status: 409, title: 'The identity is suspended' },
  'identity-retired': { status: 409, title: 'The identity is retired' },
  'alias-shared': { status: 409, title: 'Another identity that is not retired has the same address of record' },
  'realm-taken': { status: 409, title: 'A realm overlaps a realm of another operator: nothing was changed' },
  'number-prefix-taken': {
    status: 409,
    title: 'A number prefix overlaps a number prefix of another operator: nothing was changed',
  },
  'parties-fixed': { status: 409, title: 'The parties of an agreement and of a pool cannot be changed' },
  'precondition-failed': {
    status: 412,
    title: 'The terms are not those that `If-Match` or `If-None-Match` expects: nothing was changed',
  },
  'wwsf-id-taken': {
    status: 409,
    title:
      'The id differs from the id of another WWSF only in dots and underscores, which Kafka treats as equal: use that id for the same WWSF, otherwise choose another',
  },
  'agreement-infeasible': {
    status: 422,
    commandStatus: 409,
    title: "The agreement's security lifetime leaves no usable token under the operator's profile",
  },
  'unsupported-media-type': { status: 415, title: 'Unsupported content type' },
  'payload-too-large': { status: 413, title: 'The body exceeds the size limit of this call' },
  'headers-too-large': { status: 431, title: 'The request line and the headers together exceed 16 KiB' },
  'request-timeout': {
    status: 408,
    title: 'The complete request did not arrive in time: send the same request again',
  },
  overloaded: {
    status: 503,
    title: 'Overloaded: nothing was decided, retry after `Retry-After`',
    header: 'Retry-After',
  },
  'lane-closed': { status: 503, title: 'The lane is closed until an operator has repaired it', header: 'Retry-After' },
  'kafka-unavailable': { status: 503, title: 'Kafka unavailable: send the same request again' },
  'store-unavailable': {
    status: 503,
    title: 'Database unavailable: send the same request again',
    header: 'Retry-After',
  },
  'internal-error': { status: 500, title: 'Internal error: the service has logged it' },
} satisfies Record<RefusalCode, ProblemMeaning> & Record<string, ProblemMeaning>;

/** Codes for clients to switch on. They are never renamed. */
export type ProblemCode = keyof typeof meanings;

/** Every problem, with its status, title and header. */
export const problems: Record<ProblemCode, ProblemMeaning> = meanings;

const problemCodes = Object.keys(problems) as [ProblemCode, ...ProblemCode[]];

/** RFC 9457, with the stable `code` and the members of particular problems. */
export const problem = z
  .looseObject({
    type: z.string().max(100).meta({ description: 'about:blank: `code` identifies the kind (RFC 9457 clause 4.2.1)' }),
    title: sentence,
    status: z.int().min(400).max(599),
    code: z.enum(problemCodes),
    detail: sentence.optional(),
    errors: z
      .array(z.object({ path: sentence, message: sentence }))
      .max(faultsMax + 1)
      .optional(),
    nextReassignableAt: instant.nullable().optional(),
    minimumSecurityLifetimeSeconds: sumOfSeconds.optional(),
    assignmentId: eventIdText.optional(),
  })
  .meta({ id: 'Problem' });

/** The members of a problem besides those that follow from its code. */
export interface ProblemParticulars {
  readonly detail?: string;
  readonly errors?: readonly Fault[];
  readonly nextReassignableAt?: string | null;
  readonly minimumSecurityLifetimeSeconds?: number;
  readonly assignmentId?: string;
  readonly [member: string]: unknown;
}

export interface Problem extends ProblemParticulars {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
}

/** Characters of a `detail`; a longer one is cut. */
export const detailCharsMax = 1_000;

export function problemOf(code: ProblemCode, particulars: ProblemParticulars = {}): Problem {
  return problemWith(code, problems[code].status, particulars);
}

/** The problem as the answer of a command on an assignment. */
export function commandProblemOf(code: ProblemCode, particulars: ProblemParticulars = {}): Problem {
  const { status, commandStatus = status } = problems[code];
  return problemWith(code, commandStatus, particulars);
}

function problemWith(code: ProblemCode, status: number, particulars: ProblemParticulars): Problem {
  const problem: Problem = { type: 'about:blank', title: problems[code].title, status, code, ...particulars };
  const { detail } = particulars;
  return detail === undefined ? problem : { ...problem, detail: cutText(detail, detailCharsMax) };
}

/** Members that the examples of problems show besides those of their code. */
const exampleParticulars: Partial<Record<ProblemCode, ProblemParticulars>> = {
  'invalid-request': {
    detail: 'body: subject: Invalid input',
    errors: [{ path: 'subject', message: 'Invalid input' }],
  },
  unauthenticated: { detail: 'missing header Authorization: send Authorization: Bearer <token>' },
  'too-many-reads': {
    detail: 'limit of 8 concurrent reads of lists, events, audit and analytics per tenant and process',
  },
  'too-many-followers': { detail: 'limit of 20 followers of events per tenant and process' },
  'idempotency-key-required': {
    detail: 'send an Idempotency-Key header with a new UUID, and the same UUID in each retry',
  },
  'idempotency-key-invalid': { detail: 'Idempotency-Key: must be a UUID' },
  'unsupported-media-type': { detail: 'send application/json' },
  'lane-closed': { detail: 'lane 6 is closed' },
  'pool-exhausted': { nextReassignableAt: exampleLease.assignableAt },
  'subject-already-assigned': { assignmentId: exampleLease.assignmentId },
  'agreement-infeasible': { minimumSecurityLifetimeSeconds: 978 },
};

export function problemExample(code: ProblemCode): Problem {
  return problemOf(code, exampleParticulars[code]);
}

/** The problem as the answer of a command on an assignment. */
export function commandProblemExample(code: ProblemCode): Problem {
  const { commandStatus } = problems[code];
  return commandStatus === undefined ? problemExample(code) : commandProblemOf(code);
}
