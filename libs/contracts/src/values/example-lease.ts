import type { ProblemCode } from '../problems/problems.js';
import { commandProblemOf, problemOf, problems } from '../problems/problems.js';

import { eventSchemaVersion, eventSourceOf } from '@allocator/domain';

/**
 * What the documents show of answers: one pool, one lending, by one arithmetic. L = 3600 s, R_max = 600 s and a guard of
 * 318 s leave a token of 2682 s; the agreement has a quarantine of 60 s.
 */
const assignedAt = '2026-01-01T09:00:00.000Z';
const tokenExpiresAt = '2026-01-01T09:44:42.000Z';
const reassignableAt = '2026-01-01T10:00:00.000Z';
const assignableAt = '2026-01-01T10:01:00.000Z';
const identity = {
  poolId: 'pool-a',
  impi: 'web-000417@ims.op-a.example',
  impus: ['sip:web-000417@wrtc.op-a.example'],
  generation: 1,
};
const tokenSequence = 1;
const commandId = '0b9a4f39-6f0a-4a7e-9d59-7c7f6f3a1c11';
const guard = { tokenLeewaySeconds: 60, clockSkewSeconds: 5, inFlightSeconds: 128, purgeDelaySeconds: 120 };
const profile = {
  maxRegistrationSeconds: 600,
  registrationModel: 'outlives-token',
  minRegistrationSeconds: 60,
  guard,
  operatorId: 'op-a',
  version: 1,
  guardSeconds: 318,
  warnings: [],
};

export const assignmentExample = {
  assignmentId: '6-42',
  ...identity,
  tokenSequence,
  state: 'assigned',
  assignedAt,
  tokenExpiresAt,
  reassignableAt,
  agreementVersion: 1,
  operatorVersion: 1,
};
export const identityExample = {
  ...identity,
  state: 'assigned',
  stock: 'active',
  assignmentId: '6-42',
  reassignableAt,
  assignableAt,
};
export const availabilityExample = {
  total: 1500,
  assignable: 1499,
  assigned: 1,
  held: 0,
  quarantined: 0,
  suspended: 0,
  nextReassignableAt: assignableAt,
  lane: 6,
  position: 42,
};
export const activityExample = {
  poolId: 'pool-a',
  minutes: [{ minute: assignedAt, assigned: 1, released: 0, expired: 0, refused: 0 }],
};
export const importExample = {
  received: 3,
  imported: 1,
  alreadyPresent: 1,
  rejected: [{ row: 3, code: 'no-impu', detail: 'a subscription without an IMPU cannot be reached' }],
};
export const indicationExample = { effect: 'reassignable', reason: 'token-refused', reassignableAt: assignedAt };
export const operatorExample = {
  ...profile,
  indications: 'accepted',
  realms: ['op-a.example'],
  numberPrefixes: ['+4930'],
  infeasibleAgreements: [],
};
export const feasibilityExample = {
  ...profile,
  fitsAll: true,
  statement: 'One R_max of 600 s fits all agreements (1)',
  agreements: [
    {
      agreementId: 'agreement-a',
      wwsfId: 'wwsf-a',
      version: 1,
      status: 'active',
      securityLifetimeSeconds: 3600,
      quarantineSeconds: 60,
      minTokenLifetimeSeconds: 60,
      tokenLifetimeSeconds: 2682,
      outlivingSeconds: 600,
      guardSeconds: 318,
      minimumSecurityLifetimeSeconds: 978,
      largestMaxRegistrationSeconds: 3222,
      fits: true,
      arithmetic: 'L - R - G = 3600 - 600 - 318 = 2682',
    },
  ],
};
export const agreementExample = {
  operatorId: 'op-a',
  wwsfId: 'wwsf-a',
  securityLifetimeSeconds: 3600,
  quarantineSeconds: 60,
  minTokenLifetimeSeconds: 60,
  status: 'active',
  agreementId: 'agreement-a',
  version: 1,
  tokenLifetimeSeconds: 2682,
  feasible: true,
};
export const poolExample = {
  agreementId: 'agreement-a',
  anonymous: 'allowed',
  repeatSubject: 'same',
  affinity: true,
  maxPerSubject: 3,
  anonymousSharePercent: 50,
  poolId: 'pool-a',
  lane: 6,
};
export const batchExample = { outcomes: [{ commandId, status: 201, body: assignmentExample }] };

/** The event document of the lending that the other examples are of. */
export const assignedEventExample = {
  specversion: '1.0',
  id: '6-42',
  source: eventSourceOf('8e3ad9dc-3b0c-4c5c-9d15-2b9c5f1b9a57'),
  type: 'Assigned',
  subject: identity.impi,
  time: assignedAt,
  dataschema: `http://127.0.0.1:8080/v1/schemas/Assigned/${String(eventSchemaVersion)}`,
  datacontenttype: 'application/json',
  lane: 6,
  position: 42,
  previous: '23b0ec6b1da25971a6bce15fb00b3f357dee35d2e0497ff3163dfa92a7c82dc0',
  data: {
    assignmentId: '6-42',
    ...identity,
    subjectId: '1718feee-11a2-42e4-b284-adb5b3a0a119',
    subjectKind: 'authenticated',
    reassignableAt,
    assignableAt,
    effectiveAt: assignedAt,
    tokenSequence,
    tokenExpiresAt,
    agreementVersion: 1,
    operatorVersion: 1,
    guardSeconds: 318,
    quarantineSeconds: 60,
    commandId,
  },
};

const { subjectId } = assignedEventExample.data;
export const holdersExample = {
  poolId: identity.poolId,
  impi: identity.impi,
  at: assignedAt,
  knownAt: assignableAt,
  holder: {
    assignmentId: '6-42',
    impus: identity.impus,
    generation: 1,
    subject: { subjectId, kind: 'authenticated', reference: 'user-4711', erasedAt: null },
    tokenValid: { from: assignedAt, until: tokenExpiresAt },
    bindingPossible: { from: assignedAt, until: reassignableAt },
  },
  proof: [assignedEventExample],
};
export const timelineExample = {
  poolId: identity.poolId,
  impi: identity.impi,
  lane: 6,
  events: [assignedEventExample],
  next: null,
};
export const subjectAssignmentsExample = { subjectId, assigned: [assignedEventExample], next: null, complete: true };
export const auditReadsExample = {
  reads: [
    {
      id: 17,
      readAt: assignableAt,
      reader: 'auditor-7',
      client: 'audit-portal',
      what: 'holders',
      parameters: { alias: identity.impus[0], at: assignedAt, knownAt: null },
      reason: 'case 2026-117',
    },
  ],
  next: null,
};
export const erasedExample = { subjectId, erasedAt: assignableAt };
export const erasurePlannedExample = { subjectId, erasesAt: reassignableAt };
export const subjectSearchExample = {
  poolId: identity.poolId,
  subject: { kind: 'authenticated', ref: 'user-4711' },
  limit: 100,
  reason: 'case 2026-117',
};

const counted = {
  assigned: 1,
  anonymous: 0,
  refused: 0,
  released: 0,
  expired: 0,
  ended: 0,
  hinted: 0,
  indicated: 0,
  wastedSeconds: 0,
};
export const analyticsExample = {
  poolId: 'pool-a',
  from: assignedAt,
  until: reassignableAt,
  identities: 1500,
  sums: counted,
  peak: { minute: assignedAt, leased: 1, utilisation: 1 / 1500 },
  anonymousShare: 0,
  hintedShare: null,
  meanWasteSeconds: null,
  reuse: [{ belowSeconds: 60, assignments: 0 }],
  minutes: [{ minute: assignedAt, ...counted, leased: 1 }],
};
export const forecastExample = {
  poolId: 'pool-a',
  identities: 1500,
  assignable: 1400,
  securityLifetimeSeconds: 3600,
  quarantineSeconds: 60,
  refusalPercent: 1,
  arrivalsPerHour: 100,
  offeredErlang: 101.67,
  refusalProbability: 0,
  secondsToExhaustion: null,
  advice: { identitiesNeeded: 119, securityLifetimeSeconds: 53_500 },
  withIndications: { hintedShare: 0.5, meanStaySeconds: 360, identitiesNeeded: 72, refusalProbability: 0 },
};
export const lanesExample = { lanes: [{ lane: 6, position: 42, hash: assignedEventExample.previous }] };
/** Of a key of nobody's. */
const checkpointJws =
  'eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoia1B2QSIsInR5cCI6ImNoZWNrcG9pbnQifQ.eyJsYW5lIjo2LCJwb3NpdGlvbiI6NDJ9.c2lnbmF0dXJl';
export const checkpointsExample = { checkpoints: [{ lane: 6, position: 42, jws: checkpointJws }], next: null };
export const checkpointKeysExample = {
  keys: [
    {
      kty: 'OKP',
      crv: 'Ed25519',
      alg: 'Ed25519',
      use: 'sig',
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
      kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
    },
  ],
};

/** What a problem says besides its code. */
const particulars: Partial<Record<ProblemCode, Record<string, unknown>>> = {
  'invalid-request': {
    detail: 'body: subject: Invalid input',
    errors: [{ path: 'subject', message: 'Invalid input' }],
  },
  unauthenticated: { detail: 'missing header Authorization: send Authorization: Bearer <token>' },
  'too-many-reads': { detail: 'limit of 8 concurrent reads of events, audit and analytics per tenant and process' },
  'too-many-followers': { detail: 'limit of 20 followers of events per tenant and process' },
  'idempotency-key-required': {
    detail: 'send an Idempotency-Key header with a new UUID, and the same one when you retry',
  },
  'idempotency-key-invalid': { detail: 'Idempotency-Key: a UUID is needed' },
  'unsupported-media-type': { detail: 'send application/json' },
  'lane-closed': { detail: 'lane 6 is closed' },
  'pool-exhausted': { nextReassignableAt: assignableAt },
  'subject-already-assigned': { assignmentId: '6-42' },
  'agreement-infeasible': { minimumSecurityLifetimeSeconds: 978 },
};

/** A problem as a client meets it. */
export function problemExample(code: ProblemCode): object {
  return problemOf(code, particulars[code]);
}

/** The problem as it answers a command on an assignment. */
export function commandProblemExample(code: ProblemCode): object {
  const { commandStatus } = problems[code];
  return commandStatus === undefined ? problemExample(code) : commandProblemOf(code);
}
