import type { AssignmentId, CommandId, Impi, Instant, OperatorId, PoolId, SubjectId, WwsfId } from '../ids/ids.js';

/** The person (or session) to whom an identity is lent, by the WWSF's own reference. Personal data: it never enters an event. */
export type Subject =
  { readonly kind: 'authenticated'; readonly ref: string } | { readonly kind: 'anonymous'; readonly session: string };

/** The WWSF's own reference to the user or the session. */
export function referenceOf(subject: Subject): string {
  return subject.kind === 'authenticated' ? subject.ref : subject.session;
}

/** Lends one identity of the pool to the subject. */
export interface Assign {
  readonly type: 'Assign';
  readonly commandId: CommandId;
  readonly poolId: PoolId;
  /** Who asks; null where the caller is not known to be a particular WWSF. */
  readonly wwsfId: WwsfId | null;
  readonly subject: Subject;
  /** The opaque id that the subject gets where it has none in this pool yet. */
  readonly proposedSubjectId: SubjectId;
}

/** A hint that the client has gone. It changes no bound (P2). */
export interface Release {
  readonly type: 'Release';
  readonly commandId: CommandId;
  readonly assignmentId: AssignmentId;
  readonly wwsfId: WwsfId | null;
}

/** A new token for the same holder, and with it a later bound. */
export interface Prolong {
  readonly type: 'Prolong';
  readonly commandId: CommandId;
  readonly assignmentId: AssignmentId;
  readonly wwsfId: WwsfId | null;
}

/** The eP-CSCF says that the identity can be lent again (TS 23.228 U.2.1.4). */
export interface Indicate {
  readonly type: 'Indicate';
  readonly commandId: CommandId;
  readonly operatorId: OperatorId;
  /** The pool that the impi was imported into; null where it was imported into none. */
  readonly poolId: PoolId | null;
  readonly impi: Impi;
  readonly generation: number;
  /** True where the eP-CSCF refuses the holder's tokens from now on: those numbered 1 to `tokenSequence`. */
  readonly tokenRefused: boolean;
  /** The newest token that is refused, and with it every one before; undefined: the eP-CSCF numbers no tokens. */
  readonly tokenSequence?: number | undefined;
  /** Contacts that are still registered under the identity: two tabs share one token, and the last of them counts. Undefined: none. */
  readonly contactsRemaining?: number | undefined;
  /** When the eP-CSCF looked, by its clock; undefined where it does not say. */
  readonly indicatedAt?: Instant | undefined;
}

/** Records that leases have lapsed: those that the batch has prefetched as due. */
export interface ExpireDue {
  readonly type: 'ExpireDue';
  /** How many at most. */
  readonly countMax: number;
}

/** Takes an identity out of lending, or back in. The holder of the moment keeps it. */
export interface ChangeStock {
  readonly type: 'Suspend' | 'Resume' | 'Retire';
  readonly commandId: CommandId;
  readonly poolId: PoolId;
  readonly impi: Impi;
}

/**
 * The IMS operator's emergency: the holder may prolong no more, the identity is held to its full bound, and a quarantine
 * follows. Only the IMS itself can end the registration.
 */
export interface Revoke {
  readonly type: 'Revoke';
  readonly commandId: CommandId;
  readonly poolId: PoolId;
  readonly impi: Impi;
  readonly quarantineSeconds: number;
  /** For the record; names nobody. */
  readonly reason: string;
}

export type Command = Assign | Release | Prolong | Indicate | ChangeStock | Revoke | ExpireDue;
/** The commands that someone sent and that have one outcome for ever. */
export type IdentifiedCommand = Exclude<Command, ExpireDue>;
