import type { HoldMove, Identity, IdentityNumber, Instant, Lane, PoolId, Subject, SubjectId } from '@allocator/domain';
import type { AuditRead } from './audit-log.js';
import type { LaneHead } from './event-reader.js';

/** Who requested an erasure: the person, and the client application (null if the token has none). */
export interface Requester {
  readonly person: string;
  readonly client: string | null;
}

/** A subject whose reference can be erased. The transaction holds the lock of its row. */
export interface ErasableSubject {
  readonly poolId: PoolId;
  readonly subject: Subject;
  readonly subjectId: SubjectId;
  /** The identities that were assigned to it last; it can still hold each of them. */
  readonly identities: readonly IdentityNumber[];
  /** It can also hold identities that are not among them. */
  readonly hasMoreIdentities: boolean;
  /** Undefined unless an erasure is planned. */
  readonly erasesAt: Instant | undefined;
}

/** A subject whose planned erasure is due. */
export interface DueSubject extends ErasableSubject {
  readonly requester: Requester;
}

/** The subjects of a lane whose lock this transaction holds, so that no batch writes back a reference that it read before. */
export interface OpenErasures {
  readonly head: LaneHead;
  readonly now: Instant;
  /** Locks the subject: a legal hold is either placed before this lock, and then seen, or waits for the end of the transaction. */
  lockSubject(poolId: PoolId, subject: Subject): Promise<ErasableSubject | undefined>;
  /** Locks subjects whose erasure is due and that are not under a legal hold, longest due first. */
  lockDue(countMax: number): Promise<readonly DueSubject[]>;
  /** Those of the subjects that are under a legal hold. */
  underHold(subjectIds: readonly SubjectId[]): Promise<ReadonlySet<SubjectId>>;
  /** Those of the identities that the subject beside each still holds. */
  heldIdentities(
    pairs: readonly { readonly subjectId: SubjectId; readonly number: IdentityNumber }[],
  ): Promise<readonly Identity[]>;
  /** All identities that the subjects still hold. Scans the open leases of the lane, which waits meanwhile. */
  allHeldIdentities(subjectIds: readonly SubjectId[]): Promise<readonly Identity[]>;
  /** The moves to raised terms that are not finished, by pool. */
  moves(): Promise<ReadonlyMap<PoolId, HoldMove>>;
  /**
   * Deletes the reference and records the erasure. Notes that the WWSF's commands in Kafka must be deleted. The lane's time never
   * goes back before `now`: a lease that is over by now could be prolonged otherwise.
   */
  erase(subject: ErasableSubject, record: AuditRead): Promise<void>;
  /** Keeps the first requester. */
  plan(subject: ErasableSubject, erasesAt: Instant, requester: Requester): Promise<void>;
  audit(record: AuditRead): Promise<void>;
}

/** The table of references to persons, and the legal holds on them. */
export interface ErasureStore {
  /** One transaction that holds the lane's lock. If `work` throws, nothing is written. */
  inLane<T>(lane: Lane, work: (open: OpenErasures) => Promise<T>): Promise<T>;
  /** Open lanes with due erasures that are not under a legal hold. One inexpensive statement, for polling. */
  lanesDue(lanes: number): Promise<readonly Lane[]>;
  /** Prevents the erasure of the reference until the hold is lifted. False if the subject is unknown or erased. */
  placeHold(subjectId: SubjectId, by: string, reason: string): Promise<boolean>;
  /** False if there was no hold. */
  liftHold(subjectId: SubjectId): Promise<boolean>;
}
