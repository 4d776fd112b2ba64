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

/** An identity, and where its history is. */
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
  /** False while the read model has not come to the lane's end: later assignments may be missing. */
  readonly isComplete: boolean;
}

/** What auditors ask of history. */
export interface AuditQueries {
  /** @param alias of an impi or an impu, canonical */
  identity(alias: string): Promise<AuditedIdentity | undefined>;
  /** The last position whose event was recorded at this instant or before; 0 where there is none. */
  positionAt(lane: Lane, at: Instant): Promise<Position | 0>;
  /** The last lending of the identity that began at the position or before: its events up to a last position, in order. */
  lending(identity: AuditedIdentity, begunBy: Position | 0, upTo: Position | 0): Promise<readonly AuditedEvent[]>;
  /** Every event of the identity behind one position, up to another, in order. */
  timeline(
    identity: AuditedIdentity,
    after: Position | 0,
    upTo: Position | 0,
    limit: number,
  ): Promise<readonly AuditedEvent[]>;
  /** Looks through a pool's subjects: no index keeps them by opaque id, for no assignment should pay for one. */
  referenceOf(poolId: PoolId, subjectId: SubjectId): Promise<SubjectReference>;
  subjectOf(poolId: PoolId, subject: Subject): Promise<SubjectId | undefined>;
  /** The subject's `Assigned` events, of all lanes where no pool is named, in order of lane and position. */
  assignmentsOf(subjectId: SubjectId, after: AssignmentId | undefined, limit: number): Promise<SubjectAssignments>;
}
