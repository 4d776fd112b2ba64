import type { Identity, Instant, Lease } from '@allocator/domain';
import { parseEventId } from '@allocator/domain';
import type { Column } from './column-set.js';
import { ColumnSet } from './column-set.js';
import { boolArray, instantArray, int4Array, int8Array, jsonArray, textArray, uuidArray } from './binary-array.js';

const number: Column = { name: 'number', type: 'int', array: (rows) => int4Array(rows.map((row) => row.number)) };

/** The subscription: written when the identity is imported. */
const subscription: readonly Column[] = [
  { name: 'pool_id', type: 'text', array: (rows) => textArray(rows.map((row) => row.poolId)) },
  { name: 'impi', type: 'text', array: (rows) => textArray(rows.map((row) => row.impi)) },
  { name: 'impus', type: 'json', array: (rows) => jsonArray(rows.map((row) => JSON.stringify(row.impus))) },
];

/** The state: written by every batch that changes it. */
const state: readonly Column[] = [
  { name: 'stock', type: 'text', array: (rows) => textArray(rows.map((row) => row.stock)) },
  { name: 'generation', type: 'int', array: (rows) => int4Array(rows.map((row) => row.generation)) },
  { name: 'assignable_at', type: 'timestamptz', array: (rows) => instantArray(rows.map((row) => row.assignableAt)) },
  { name: 'kept_from', type: 'uuid', array: (rows) => uuidArray(rows.map(({ keptFrom }) => keptFrom)) },
  { name: 'status', type: 'text', array: (rows) => textArray(rows.map(({ holding }) => holding.status)) },
  {
    name: 'released_by',
    type: 'text',
    array: (rows) => textArray(rows.map(({ holding }) => ('by' in holding ? holding.by : null))),
  },
  {
    name: 'assignment_position',
    type: 'bigint',
    array: (rows) => int8Array(ofLease(rows, (lease) => parseEventId(lease.assignmentId)?.position)),
  },
  { name: 'subject_id', type: 'uuid', array: (rows) => uuidArray(ofLease(rows, (lease) => lease.subjectId)) },
  { name: 'subject_kind', type: 'text', array: (rows) => textArray(ofLease(rows, (lease) => lease.subjectKind)) },
  ...instants({
    assigned_at: (lease) => lease.assignedAt,
    token_expires_at: (lease) => lease.tokenExpiresAt,
    reassignable_at: (lease) => lease.reassignableAt,
  }),
  {
    name: 'last_token_ends_at',
    type: 'timestamptz',
    array: (rows) => instantArray(ofLease(rows, lastTokenEndsAt)),
  },
  ...counts({
    token_sequence: (lease) => lease.tokenSequence,
    guard_seconds: (lease) => lease.guardSeconds,
    quarantine_seconds: (lease) => lease.quarantineSeconds,
    agreement_version: (lease) => lease.agreementVersion,
    operator_version: (lease) => lease.operatorVersion,
  }),
  {
    name: 'tokens_refused',
    type: 'bool',
    array: (rows) => boolArray(rows.map(({ holding }) => 'lease' in holding && holding.lease.tokensRefused)),
  },
  {
    name: 'taken_back',
    type: 'bool',
    array: (rows) => boolArray(rows.map(({ holding }) => 'lease' in holding && holding.lease.takenBack)),
  },
  {
    name: 'former_token_revived',
    type: 'bool',
    array: (rows) => boolArray(rows.map(({ holding }) => 'lease' in holding && holding.lease.formerTokenRevived)),
  },
];

/** Null if the newest token ends last, as it nearly always does. */
function lastTokenEndsAt({ lastTokenEndsAt: last, tokenExpiresAt: newest }: Lease): Instant | null {
  return last === newest ? null : last;
}

function instants(columns: Readonly<Record<string, (lease: Lease) => number>>): Column[] {
  return Object.entries(columns).map(([name, value]) => {
    return { name, type: 'timestamptz', array: (rows) => instantArray(ofLease(rows, value)) };
  });
}

function counts(columns: Readonly<Record<string, (lease: Lease) => number>>): Column[] {
  return Object.entries(columns).map(([name, value]) => {
    return { name, type: 'int', array: (rows) => int4Array(ofLease(rows, value)) };
  });
}

/** Null if there is no lease. */
function ofLease<T>(rows: readonly Identity[], value: (lease: Lease) => T): (T | null)[] {
  return rows.map(({ holding }) => (holding.status === 'never-assigned' ? null : value(holding.lease)));
}

/** The columns of `availability` that a batch writes. */
export const availabilityColumns = {
  /** All columns, for an imported identity. */
  imported: new ColumnSet([number, ...subscription, ...state]),
  /** For a changed identity. */
  changed: new ColumnSet([number, ...state]),
};
