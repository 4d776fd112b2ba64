import type {
  AssignmentId,
  Impi,
  Instant,
  Lane,
  PoolId,
  Position,
  RecordedEvent,
  Subject,
  SubjectId,
} from '@allocator/domain';

/** An identity, and the place of its history. */
export interface AuditedIdentity {
  readonly lane: Lane;
  readonly poolId: PoolId;
  readonly impi: Impi;
  readonly number: number;
  /** The lane's time. */
  readonly now: Instant;
}

/** A stored document with its event. */
export interface AuditedEvent {
  readonly document: string;
  readonly event: RecordedEvent;
}

/** The reference that a subject stands for; null once it is erased. */
export interface SubjectReference {
  readonly reference: string | null;
  readonly erasedAt: Instant | null;
}

export interface SubjectAssignments {
  readonly assigned: readonly AuditedEvent[];
  /** False while the read model lags behind the events: later assignments can be missing. */
  readonly isComplete: boolean;
}

/** Queries of auditors about history. */
export interface AuditQueries {
  /** @param alias of an impi or an impu, canonical */
  identity(alias: string): Promise<AuditedIdentity | undefined>;
  /** The last position whose event was recorded by this instant; 0 if there is none. */
  positionAt(lane: Lane, at: Instant): Promise<Position | 0>;
  /** The events, up to a last position, of the identity's last assignment that began by another position; in order. */
  assignment(identity: AuditedIdentity, begunBy: Position | 0, upTo: Position | 0): Promise<readonly AuditedEvent[]>;
  /** Every event of the identity after one position, up to another, in order. */
  timeline(
    identity: AuditedIdentity,
    after: Position | 0,
    upTo: Position | 0,
    limit: number,
  ): Promise<readonly AuditedEvent[]>;
  /** Scans a pool's subjects: an index by opaque id would make every assignment more expensive. */
  referenceOf(poolId: PoolId, subjectId: SubjectId): Promise<SubjectReference>;
  subjectOf(poolId: PoolId, subject: Subject): Promise<SubjectId | undefined>;
  /** The subject's `Assigned` events in all lanes, in order of lane and position. */
  assignmentsOf(subjectId: SubjectId, after: AssignmentId | undefined, limit: number): Promise<SubjectAssignments>;
}
