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
import { eventId } from '@allocator/domain';
import { milliseconds } from './milliseconds.js';

/** Columns of `availability a`, as `identityOf` reads them. */
export const identityColumns = `
  a.number, a.pool_id, a.impi, a.impus, a.stock, a.generation, ${milliseconds('a.assignable_at')} as assignable_at,
  a.kept_from, a.status, a.released_by, a.assignment_position::float8 as assignment_position, a.subject_id, a.subject_kind,
  ${milliseconds('a.assigned_at')} as assigned_at, a.token_sequence,
  ${milliseconds('a.token_expires_at')} as token_expires_at, ${milliseconds('a.last_token_ends_at')} as last_token_ends_at,
  ${milliseconds('a.reassignable_at')} as reassignable_at,
  a.guard_seconds, a.quarantine_seconds, a.agreement_version, a.operator_version,
  a.tokens_refused, a.taken_back, a.former_token_revived`;

export interface IdentityRow {
  number: IdentityNumber;
  pool_id: PoolId;
  impi: Impi;
  impus: Impu[];
  stock: Stock;
  generation: number;
  assignable_at: Instant;
  kept_from: SubjectId | null;
  status: Holding['status'];
  released_by: ReleasedBy | null;
  assignment_position: Position | null;
  subject_id: SubjectId;
  subject_kind: SubjectKind;
  assigned_at: Instant;
  token_sequence: number;
  token_expires_at: Instant;
  /** Null if the newest token ends last. */
  last_token_ends_at: Instant | null;
  reassignable_at: Instant;
  guard_seconds: number;
  quarantine_seconds: number;
  agreement_version: number;
  operator_version: number;
  tokens_refused: boolean;
  taken_back: boolean;
  former_token_revived: boolean;
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
    keptFrom: row.kept_from,
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
    tokenSequence: row.token_sequence,
    tokenExpiresAt: row.token_expires_at,
    lastTokenEndsAt: row.last_token_ends_at ?? row.token_expires_at,
    reassignableAt: row.reassignable_at,
    guardSeconds: row.guard_seconds,
    quarantineSeconds: row.quarantine_seconds,
    agreementVersion: row.agreement_version,
    operatorVersion: row.operator_version,
    tokensRefused: row.tokens_refused,
    takenBack: row.taken_back,
    formerTokenRevived: row.former_token_revived,
  };
  if (status === 'assigned') return { status, lease };
  if (status === 'expired') return { status, by: row.released_by, lease };
  if (row.released_by === null)
    throw new Error(`identity ${String(row.number)} is released, and has no record of who released it`);
  return { status, by: row.released_by, lease };
}
