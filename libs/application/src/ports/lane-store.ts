import type {
  AssignmentId,
  CommandId,
  EventType,
  Hash,
  Identity,
  IdentityNumber,
  Impi,
  Instant,
  Lane,
  LaneView,
  OperatorNames,
  Outcome,
  PoolId,
  Position,
  Subject,
  SubjectId,
  SubjectUse,
} from '@allocator/domain';
import type { LaneHead } from './event-reader.js';

/** The store of all lanes, for the one writer of a lane. */
export interface LaneStore {
  /**
   * One batch of each lane, all in one transaction: takes the locks of those lanes that are free, reads the clock and what is wanted, calls
   * `decide` for each of them, writes all changes and commits once. A lane that another transaction holds has no answer. If all are held, it
   * waits for one of them. `decide` is pure; it is called again, with what is read then, if the transaction must be run again. If it throws, or if a
   * write fails, nothing is written in any lane.
   */
  decideInLanes<T>(
    wanted: ReadonlyMap<Lane, Wanted>,
    decide: (view: LaneView, head: LaneHead) => DecidedInLane<T>,
  ): Promise<ReadonlyMap<Lane, T>>;
  /**
   * For work that reads and writes several times: one transaction that holds the lane's lock from its first statement on, and commits. The
   * clock is read after the lock. If `work` throws, nothing is written.
   */
  inLane<T>(lane: Lane, work: (lane: OpenLane) => Promise<T>): Promise<T>;
}

export interface DecidedInLane<T> {
  readonly answer: T;
  /** Undefined if nothing has changed. */
  readonly changes: LaneChanges | undefined;
}

/** A lane whose lock this transaction holds. */
export interface OpenLane {
  readonly head: LaneHead;
  /** Database time, never earlier than the lane's last recorded time. */
  readonly now: Instant;
  /** Reads what a batch needs, with a fixed number of set-wise statements. */
  prefetch(wanted: Wanted): Promise<LaneView>;
  /**
   * Takes the names that are free, and returns the owner of each name. Names are taken across all lanes: the only thing that lanes share. A
   * name that two identities share has both as owners.
   */
  claimAliases(claims: readonly AliasClaim[]): Promise<readonly AliasOwner[]>;
  /** Releases names that this transaction has claimed. */
  releaseAliases(aliases: readonly string[]): Promise<void>;
  /** Declared names, as committed by now, of the operators that have declared any. */
  declaredNames(): Promise<readonly OperatorNames[]>;
  /** The number that the next imported identity gets. */
  nextIdentityNumber(): Promise<IdentityNumber>;
  write(changes: LaneChanges): Promise<void>;
}

/** Everything that the commands of a batch name. */
export interface Wanted {
  readonly commandIds: readonly CommandId[];
  readonly assignmentIds: readonly AssignmentId[];
  readonly impis: readonly { readonly poolId: PoolId; readonly impi: Impi }[];
  readonly subjects: readonly { readonly poolId: PoolId; readonly subject: Subject }[];
  /** Pools with assignments in the batch, and how many identities of their queues to read. */
  readonly queues: ReadonlyMap<PoolId, number>;
  /** How many lapsed leases to read; 0 for none. */
  readonly dueMax: number;
}

export interface AliasClaim {
  readonly alias: string;
  readonly poolId: PoolId;
  readonly impi: Impi;
}

/** The owner of a name; it may have claimed it just now. */
export interface AliasOwner extends AliasClaim {
  readonly claimedNow: boolean;
}

/** An event to be appended: its document is final. */
export interface EventToAppend {
  readonly position: Position;
  readonly type: EventType;
  readonly document: string;
  /** The identity whose history it belongs to. */
  readonly identity: IdentityNumber | undefined;
  /** The command that the event is the answer to. */
  readonly command: AnsweredCommand | undefined;
}

/** The fingerprint is undefined if a restore has lost it: the command is then identified by its id alone. */
export interface AnsweredCommand {
  readonly commandId: CommandId;
  readonly fingerprint: string | undefined;
}

/** An answer that cannot be computed from an event. */
export interface OutcomeToKeep {
  readonly commandId: CommandId;
  readonly fingerprint: string;
  /** Of an `Assign` whose pool knows its subject. */
  readonly subjectId: SubjectId | undefined;
  readonly outcome: Outcome;
}

export interface LaneChanges {
  readonly events: readonly EventToAppend[];
  /** The lane's end after the events. */
  readonly head: { readonly position: Position | 0; readonly hash: Hash; readonly recordedAt: Instant };
  /** Identities that were imported, all new. */
  readonly imported: readonly Identity[];
  /** Existing identities in their new state. If one is listed twice, its states follow each other. */
  readonly changed: readonly Identity[];
  readonly subjects: readonly SubjectUse[];
  readonly outcomes: readonly OutcomeToKeep[];
}
