import type { Instant, PoolId, Subject, SubjectId, WwsfId } from '@allocator/domain';

export type Erasure =
  | { readonly kind: 'erased'; readonly subjectId: SubjectId; readonly erasedAt: Instant }
  /** An auditor keeps it: nothing was erased. */
  | { readonly kind: 'held'; readonly subjectId: SubjectId }
  | { readonly kind: 'unknown' };

/** Where references to persons are kept, and are erased: apart from all events, which know a subject by its opaque id alone. */
export interface SubjectErasure {
  /**
   * Forgets who a subject is. Events, hashes and leases stay as they are; the same reference, seen again, is a new subject.
   * Waits for the lane, so that no batch writes back what it has read before.
   */
  erase(poolId: PoolId, subject: Subject): Promise<Erasure>;
  /**
   * Keeps the reference from being erased until the hold is lifted.
   * @param by the person who places it
   */
  hold(subjectId: SubjectId, by: string, reason: string): Promise<void>;
  /** False where there was none. */
  lift(subjectId: SubjectId): Promise<boolean>;
}

/** One reading of an auditor: it is recorded before it is answered. */
export interface AuditRead {
  /** The person who reads, as the issuer names it; in readings recorded by version 0.1 the tenant. */
  readonly reader: string;
  /** The client application that the person used; null where the token named none, and in readings of version 0.1. */
  readonly client: string | null;
  readonly what: string;
  readonly parameters: object;
  readonly reason: string;
}

export interface RecordedAuditRead extends AuditRead {
  readonly id: number;
  readonly readAt: Instant;
}

export interface AuditLog {
  record(read: AuditRead): Promise<void>;
  /** In order, behind an id. */
  reads(after: number, limit: number): Promise<readonly RecordedAuditRead[]>;
}

/** The records of commands, as WWSFs sent them: they have the references that events do not have. */
export interface HandledCommands {
  /** Deletes those of one WWSF that were answered. */
  forget(wwsfId: WwsfId): Promise<void>;
}
