import type {
  Holding,
  Identity,
  IdentityNumber,
  Impi,
  Impu,
  Instant,
  Lane,
  Lease,
  PoolId,
  Position,
  ReleasedBy,
  Stock,
  SubjectId,
  SubjectKind,
} from '@allocator/domain';
import { eventId, parseEventId } from '@allocator/domain';
import { milliseconds } from './sql.js';

/** Columns of `availability a` and `identities i`, as `identityOf` reads them. */
export const identityColumns = `
  a.number, a.pool_id, i.impi, to_json(i.impus) as impus, a.stock, a.generation, ${milliseconds('a.assignable_at')} as assignable_at,
  a.status, a.released_by, a.assignment_position::float8 as assignment_position, a.subject_id, a.subject_kind,
  ${milliseconds('a.assigned_at')} as assigned_at, ${milliseconds('a.token_expires_at')} as token_expires_at,
  ${milliseconds('a.reassignable_at')} as reassignable_at,
  a.guard_seconds, a.quarantine_seconds, a.agreement_version, a.operator_version`;

export interface IdentityRow {
  number: IdentityNumber;
  pool_id: PoolId;
  impi: Impi;
  impus: Impu[];
  stock: Stock;
  generation: number;
  assignable_at: Instant;
  status: Holding['status'];
  released_by: ReleasedBy | null;
  assignment_position: Position | null;
  subject_id: SubjectId;
  subject_kind: SubjectKind;
  assigned_at: Instant;
  token_expires_at: Instant;
  reassignable_at: Instant;
  guard_seconds: number;
  quarantine_seconds: number;
  agreement_version: number;
  operator_version: number;
}

export function identityOf(lane: Lane, row: IdentityRow): Identity {
  return {
    number: row.number,
    poolId: row.pool_id,
    impi: row.impi,
    impus: row.impus,
    generation: row.generation,
    stock: row.stock,
    assignableAt: row.assignable_at,
    holding: holdingOf(lane, row),
  };
}

function holdingOf(lane: Lane, row: IdentityRow): Holding {
  const { status } = row;
  if (status === 'never-assigned' || row.assignment_position === null) return { status: 'never-assigned' };
  const lease: Lease = {
    assignmentId: eventId(lane, row.assignment_position),
    subjectId: row.subject_id,
    subjectKind: row.subject_kind,
    assignedAt: row.assigned_at,
    tokenExpiresAt: row.token_expires_at,
    reassignableAt: row.reassignable_at,
    guardSeconds: row.guard_seconds,
    quarantineSeconds: row.quarantine_seconds,
    agreementVersion: row.agreement_version,
    operatorVersion: row.operator_version,
  };
  if (status === 'assigned' || status === 'expired') return { status, lease };
  if (row.released_by === null) throw new Error(`identity ${String(row.number)} was released by nobody`);
  return { status, by: row.released_by, lease };
}

/** The columns of `availability` in their order, with their types, for set-wise writes through `unnest`; instants go as milliseconds. */
export const availabilityColumns = [
  ['number', 'int'],
  ['pool_id', 'text'],
  ['stock', 'text'],
  ['generation', 'int'],
  ['assignable_at', 'instant'],
  ['status', 'text'],
  ['released_by', 'text'],
  ['assignment_position', 'bigint'],
  ['subject_id', 'uuid'],
  ['subject_kind', 'text'],
  ['assigned_at', 'instant'],
  ['token_expires_at', 'instant'],
  ['reassignable_at', 'instant'],
  ['guard_seconds', 'int'],
  ['quarantine_seconds', 'int'],
  ['agreement_version', 'int'],
  ['operator_version', 'int'],
] as const;

/** The columns as rows `u` of `unnest`, from parameter $2 on. */
export const unnestedAvailability = `unnest(${availabilityColumns
  .map(([, type], index) => `$${String(index + 2)}::${type === 'instant' ? 'float8' : type}[]`)
  .join(', ')}) as u (${availabilityColumns.map(([column]) => column).join(', ')})`;

/** A column of `u`, as the table has it. To parse a timestamp's text costs the server ten times as much. */
export function availabilityValue([column, type]: (typeof availabilityColumns)[number]): string {
  return type === 'instant' ? `to_timestamp(u.${column} / 1000)` : `u.${column}`;
}

/** The identities' availability, one array a column in the order of `availabilityColumns`. */
export function availabilityArrays(identities: readonly Identity[]): unknown[][] {
  const leases = identities.map(({ holding }) => (holding.status === 'never-assigned' ? undefined : holding.lease));
  const ofLease = (value: (lease: Lease) => unknown): unknown[] =>
    leases.map((lease) => (lease === undefined ? null : value(lease)));
  return [
    identities.map(({ number }) => number),
    identities.map(({ poolId }) => poolId),
    identities.map(({ stock }) => stock),
    identities.map(({ generation }) => generation),
    identities.map(({ assignableAt }) => assignableAt),
    identities.map(({ holding }) => holding.status),
    identities.map(({ holding }) => ('by' in holding ? holding.by : null)),
    ofLease(({ assignmentId }) => parseEventId(assignmentId)?.position),
    ofLease(({ subjectId }) => subjectId),
    ofLease(({ subjectKind }) => subjectKind),
    ofLease(({ assignedAt }) => assignedAt),
    ofLease(({ tokenExpiresAt }) => tokenExpiresAt),
    ofLease(({ reassignableAt }) => reassignableAt),
    ofLease((lease) => lease.guardSeconds),
    ofLease((lease) => lease.quarantineSeconds),
    ofLease((lease) => lease.agreementVersion),
    ofLease((lease) => lease.operatorVersion),
  ];
}
