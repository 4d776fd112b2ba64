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

/** The store of all lanes, as the one writer of a lane sees it. */
export interface LaneStore {
  /**
   * One batch in one transaction: takes the lane's lock, reads the clock behind it and what is wanted, has it decided,
   * writes the changes and commits. `decide` is pure and in memory; where the transaction has to be run again it is called
   * again, with what is there then. Where it throws, nothing is written.
   */
  decideInLane<T>(lane: Lane, wanted: Wanted, decide: (view: LaneView, head: LaneHead) => DecidedInLane<T>): Promise<T>;
  /**
   * For work that goes to and fro: runs it in one transaction that holds the lane's lock from its first statement on, and commits. The clock is
   * read behind the lock. Where `work` throws, nothing is written. Work that only reads costs no write.
   */
  inLane<T>(lane: Lane, work: (lane: OpenLane) => Promise<T>): Promise<T>;
}

export interface DecidedInLane<T> {
  readonly answer: T;
  /** Undefined where nothing has changed. */
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
   * Of the given names, those that another identity of this store has taken; the free ones are taken for this one from
   * now on. Names are taken across all lanes: the one thing that lanes share. A name that two identities share has both owners.
   */
  claimAliases(claims: readonly AliasClaim[]): Promise<readonly AliasOwner[]>;
  /** Gives names back that this transaction has claimed. */
  releaseAliases(aliases: readonly string[]): Promise<void>;
  /** Declared names, as committed by now, of the operators that have declared any. */
  declaredNames(): Promise<readonly OperatorNames[]>;
  /** The number that the next imported identity gets. */
  nextIdentityNumber(): Promise<IdentityNumber>;
  write(changes: LaneChanges): Promise<void>;
}

/** What the commands of a batch name. */
export interface Wanted {
  readonly commandIds: readonly CommandId[];
  readonly assignmentIds: readonly AssignmentId[];
  readonly impis: readonly { readonly poolId: PoolId; readonly impi: Impi }[];
  readonly subjects: readonly { readonly poolId: PoolId; readonly subject: Subject }[];
  /** Pools that are asked for identities, and how many of their queue to read. */
  readonly queues: ReadonlyMap<PoolId, number>;
  /** How many lapsed leases to read; 0 for none. */
  readonly dueMax: number;
}

export interface AliasClaim {
  readonly alias: string;
  readonly poolId: PoolId;
  readonly impi: Impi;
}

/** Who has a name, whether or not it is the one who claimed it just now. */
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

/** Without its fingerprint where that is lost: then its id alone tells it. */
export interface AnsweredCommand {
  readonly commandId: CommandId;
  readonly fingerprint: string | undefined;
}

/** An answer that no event can give again. */
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
  /** Identities as they are now; all were there before. Where one stands here twice, its states follow each other. */
  readonly changed: readonly Identity[];
  readonly subjects: readonly SubjectUse[];
  readonly outcomes: readonly OutcomeToKeep[];
}
