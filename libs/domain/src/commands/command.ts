import type { AssignmentId, CommandId, Impi, OperatorId, PoolId, SubjectId, WwsfId } from '../ids/ids.js';
import type { Instant } from '../ids/instant.js';

/** The user or session that an identity is assigned to, by the WWSF's own reference. Personal data: it never enters an event. */
export type Subject =
  | { readonly kind: 'authenticated'; readonly ref: string }
  | { readonly kind: 'anonymous'; readonly session: string };

/** The WWSF's own reference to the user or the session. */
export function referenceOf(subject: Subject): string {
  return subject.kind === 'authenticated' ? subject.ref : subject.session;
}

/** Assigns one identity of the pool to the subject. */
export interface Assign {
  readonly type: 'Assign';
  readonly commandId: CommandId;
  readonly poolId: PoolId;
  /** The WWSF that sent the command; null if the caller is not a particular WWSF. */
  readonly wwsfId: WwsfId | null;
  readonly subject: Subject;
  /** The opaque id that the subject gets if it has none in this pool yet. */
  readonly proposedSubjectId: SubjectId;
}

/** A hint that the client is gone. It changes no bound (P2). */
export interface Release {
  readonly type: 'Release';
  readonly commandId: CommandId;
  readonly assignmentId: AssignmentId;
  readonly wwsfId: WwsfId | null;
}

/** Requests a new token for the same holder. The bound moves later with it. */
export interface Prolong {
  readonly type: 'Prolong';
  readonly commandId: CommandId;
  readonly assignmentId: AssignmentId;
  readonly wwsfId: WwsfId | null;
}

/** The eP-CSCF indicates that the identity can be assigned again (TS 23.228 U.2.1.4). */
export interface Indicate {
  readonly type: 'Indicate';
  readonly commandId: CommandId;
  readonly operatorId: OperatorId;
  /** The pool that the IMPI was imported into; null if it is in no pool. */
  readonly poolId: PoolId | null;
  readonly impi: Impi;
  readonly generation: number;
  /** True if the eP-CSCF refuses the holder's tokens from now on: those numbered 1 to `tokenSequence`. */
  readonly tokenRefused: boolean;
  /** The newest refused token; all earlier ones are refused too. Undefined: the eP-CSCF does not number tokens. */
  readonly tokenSequence?: number | undefined;
  /** Contacts that are still registered under the identity: two tabs share one token, so the last contact counts. Undefined: none. */
  readonly contactsRemaining?: number | undefined;
  /** When the eP-CSCF looked, by its clock; undefined if it does not state it. */
  readonly indicatedAt?: Instant | undefined;
}

/** Records lapses of the leases that the batch has prefetched as due. */
export interface ExpireDue {
  readonly type: 'ExpireDue';
  /** How many at most. */
  readonly countMax: number;
}

/** Takes an identity out of stock or puts it back. The present holder keeps it. */
export interface ChangeStock {
  readonly type: 'Suspend' | 'Resume' | 'Retire';
  readonly commandId: CommandId;
  readonly poolId: PoolId;
  readonly impi: Impi;
}

/**
 * The IMS operator's emergency stop: the holder can no longer prolong, the identity is held to its full bound, and a quarantine
 * follows. Only the IMS itself can end the registration.
 */
export interface Revoke {
  readonly type: 'Revoke';
  readonly commandId: CommandId;
  readonly poolId: PoolId;
  readonly impi: Impi;
  readonly quarantineSeconds: number;
  /** For the record. It must not name a person. */
  readonly reason: string;
}

export type Command = Assign | Release | Prolong | Indicate | ChangeStock | Revoke | ExpireDue;
/** Commands of callers. Each has one permanent outcome. */
export type IdentifiedCommand = Exclude<Command, ExpireDue>;
