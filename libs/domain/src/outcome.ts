import type { Instant, Position, SubjectId } from './ids.js';
import type { Assignment, Identity } from './identity.js';
import type { IndicationIgnoredReason, Refusal } from './refusals.js';

/**
 * What proves that no registration exists and none can follow. `token-refused`: every token of the lease is refused from now on.
 * `token-dead`: the eP-CSCF looked after the last token's end and the guard.
 */
export type IndicationGround = 'token-refused' | 'token-dead';

/** The answer to an indication. */
export interface IndicationAnswer {
  readonly effect: 'reassignable' | 'ignored';
  readonly reason: IndicationIgnoredReason | IndicationGround;
  readonly reassignableAt: Instant | null;
}

/** The one answer to a command (P3). */
export type Outcome =
  | { readonly kind: 'assigned'; readonly assignment: Assignment }
  /** `repeatSubject: "same"`: the subject already held this one. */
  | { readonly kind: 'found'; readonly assignment: Assignment }
  | { readonly kind: 'prolonged'; readonly assignment: Assignment }
  | { readonly kind: 'released'; readonly assignment: Assignment }
  | { readonly kind: 'indicated'; readonly answer: IndicationAnswer }
  /** The identity as it was then, at that instant. */
  | { readonly kind: 'stock-changed'; readonly identity: Identity; readonly at: Instant }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What an `ExpireDue` did: how many lapses it recorded. It is no one's command, so it is not remembered. */
export interface Expiry {
  readonly kind: 'expired';
  readonly count: number;
}

/** A command that has just been decided, and what is to be remembered of it. */
export interface DecidedCommand extends RememberedCommand {
  readonly fingerprint: string;
}

/** What is remembered of a command: enough to tell another command under its id, and to answer it again. */
export interface RememberedCommand {
  /**
   * Of the command's content without the reference to its subject; equal for equal commands. Undefined if a restore has lost it: the
   * command is then identified by its id alone.
   */
  readonly fingerprint: string | undefined;
  /** The subject of an `Assign`. Undefined for other commands and for an erased subject: any subject then gets the first answer. */
  readonly subjectId: SubjectId | undefined;
  readonly outcome: Outcome;
  /** The event that names the command; undefined where it caused none. */
  readonly position: Position | undefined;
}
