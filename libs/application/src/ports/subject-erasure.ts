import type { Instant, Lane, PoolId, Subject, SubjectId, WwsfId } from '@allocator/domain';

export type Erasure =
  | { readonly kind: 'erased'; readonly subjectId: SubjectId; readonly erasedAt: Instant }
  /** The subject holds an identity: it is erased when its last lease is over, which later assignments and prolongations postpone. */
  | { readonly kind: 'planned'; readonly subjectId: SubjectId; readonly erasesAt: Instant }
  /** The subject is under a legal hold: nothing was erased. A planned erasure is carried out when the hold is lifted. */
  | { readonly kind: 'held'; readonly subjectId: SubjectId }
  | { readonly kind: 'unknown' };

/** Who requested an erasure, for the audit log: the person, and the client application (null if the token has none). */
export interface AskedBy {
  readonly person: string;
  readonly client: string | null;
}

/** The erasable table of references to persons. Events contain only the opaque id of a subject. */
export interface SubjectErasure {
  /**
   * Deletes the reference of a subject. Events, hashes and leases stay unchanged; the same reference is a new subject afterwards.
   * Takes the lane's lock, so that no batch writes back a reference that it read before. Throws `LaneClosedError`.
   */
  erase(poolId: PoolId, subject: Subject, askedBy: AskedBy): Promise<Erasure>;
  /** Prevents erasure of the reference until the hold is lifted. False if the subject is unknown or erased. */
  hold(subjectId: SubjectId, by: string, reason: string): Promise<boolean>;
  /** False if there was no hold. */
  lift(subjectId: SubjectId): Promise<boolean>;
}

/** Planned erasures that are due. */
export interface DueErasures {
  /** Open lanes with due erasures that are not under a legal hold. One cheap statement, for polling. */
  lanesDue(): Promise<readonly Lane[]>;
  /** Carries out at most `countMax` in one transaction, and postpones those whose lease ends later by now. Returns how many were due. */
  eraseDue(lane: Lane, countMax: number): Promise<number>;
}

/** Command records in Kafka. Unlike events they contain references. */
export interface HandledCommands {
  /** Deletes one WWSF's records that were answered. */
  forget(wwsfId: WwsfId): Promise<void>;
}

/** A WWSF that had a subject erased. */
export interface NotedWwsf {
  readonly wwsfId: WwsfId;
  readonly notedAt: Instant;
  /** The note is old enough that the offsets of all records answered before it are committed. */
  readonly isSettled: boolean;
}

/** WWSFs whose answered commands still have to be deleted; at most one row per WWSF. */
export interface CommandsToForget {
  noted(settledAfterSeconds: number): Promise<readonly NotedWwsf[]>;
  /** Deletes the note unless it was renewed after it was read. */
  forgotten(noted: NotedWwsf): Promise<void>;
}
