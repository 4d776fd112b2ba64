import type { Instant, Lane, PoolId, Subject, SubjectId, WwsfId } from '@allocator/domain';

export type Erasure =
  | { readonly kind: 'erased'; readonly subjectId: SubjectId; readonly erasedAt: Instant }
  /** The subject holds an identity: it is erased when its last lease is over, later where it is lent more or prolongs. */
  | { readonly kind: 'planned'; readonly subjectId: SubjectId; readonly erasesAt: Instant }
  /** An auditor keeps it: nothing was erased. An erasure that is planned goes on when the hold is lifted. */
  | { readonly kind: 'held'; readonly subjectId: SubjectId }
  | { readonly kind: 'unknown' };

/** Who asked for an erasure, for the audit log: the person, and the client application (null where the token names none). */
export interface AskedBy {
  readonly person: string;
  readonly client: string | null;
}

/** Where references to persons are kept, and are erased: apart from all events, which know a subject by its opaque id alone. */
export interface SubjectErasure {
  /**
   * Forgets who a subject is. Events, hashes and leases stay as they are; the same reference, seen again, is a new subject.
   * Waits for the lane, so that no batch writes back what it has read before. Throws `LaneClosedError`.
   */
  erase(poolId: PoolId, subject: Subject, askedBy: AskedBy): Promise<Erasure>;
  /** Keeps the reference from being erased until the hold is lifted. False where no such subject is known, or it was erased. */
  hold(subjectId: SubjectId, by: string, reason: string): Promise<boolean>;
  /** False where there was none. */
  lift(subjectId: SubjectId): Promise<boolean>;
}

/** Planned erasures whose time has come. */
export interface DueErasures {
  /** Open lanes with such ones that no legal hold holds back. One cheap statement: it is polled. */
  lanesDue(): Promise<readonly Lane[]>;
  /** Carries out at most so many in one transaction, or plans them anew where a lease ends later by now; how many it was. */
  eraseDue(lane: Lane, countMax: number): Promise<number>;
}

/** The records of commands, as WWSFs sent them: they have the references that events do not have. */
export interface HandledCommands {
  /** Deletes those of one WWSF that were answered. */
  forget(wwsfId: WwsfId): Promise<void>;
}

/** A WWSF of whose subjects one was erased. */
export interface NotedWwsf {
  readonly wwsfId: WwsfId;
  readonly notedAt: Instant;
  /** It was noted so long ago that what was answered then is known to Kafka as answered. */
  readonly isSettled: boolean;
}

/** WWSFs whose answered commands are still to be deleted. A row a WWSF at most. */
export interface CommandsToForget {
  noted(settledAfterSeconds: number): Promise<readonly NotedWwsf[]>;
  /** Takes the note away, unless it was renewed since it was read. */
  forgotten(noted: NotedWwsf): Promise<void>;
}
