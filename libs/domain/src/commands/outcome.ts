import type { Command, IdentifiedCommand } from './command.js';
import type { Instant, Position, SubjectId } from '../ids/ids.js';
import type { Assignment, Identity } from '../identity/identity.js';
import type { IndicationIgnoredReason, Refusal } from './refusal.js';

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

/** Nothing was changed; the reason is the answer. */
export interface Refused {
  readonly kind: 'refused';
  readonly refusal: Refusal;
}

/** How many lapses an `ExpireDue` recorded. No caller sent it, so it is not remembered. */
export interface Expiry {
  readonly kind: 'expired';
  readonly count: number;
}

type StockOutcome =
  /** The identity as it was then, at that instant. */
  { readonly kind: 'stock-changed'; readonly identity: Identity; readonly at: Instant } | Refused;

/** What each command can be answered. Every command that has an id can be refused: the id may be that of another command. */
interface OutcomeByType {
  readonly Assign:
    | { readonly kind: 'assigned'; readonly assignment: Assignment }
    /** `repeatSubject: "same"`: the subject already held this one. */
    | { readonly kind: 'found'; readonly assignment: Assignment }
    | Refused;
  readonly Prolong: { readonly kind: 'prolonged'; readonly assignment: Assignment } | Refused;
  readonly Release: { readonly kind: 'released'; readonly assignment: Assignment } | Refused;
  readonly Indicate: { readonly kind: 'indicated'; readonly answer: IndicationAnswer } | Refused;
  readonly Suspend: StockOutcome;
  readonly Resume: StockOutcome;
  readonly Retire: StockOutcome;
  readonly Revoke: StockOutcome;
  readonly ExpireDue: Expiry;
}

/** What a command of this type can be answered: `OutcomeOf<Assign>` is an assignment, a found one, or a refusal. */
export type OutcomeOf<C extends Command> = OutcomeByType[C['type']];

/** The one answer to a command that a caller sent (P3). */
export type Outcome = OutcomeOf<IdentifiedCommand>;

const kinds: { readonly [T in Command['type']]: readonly OutcomeByType[T]['kind'][] } = {
  Assign: ['assigned', 'found', 'refused'],
  Prolong: ['prolonged', 'refused'],
  Release: ['released', 'refused'],
  Indicate: ['indicated', 'refused'],
  Suspend: ['stock-changed', 'refused'],
  Resume: ['stock-changed', 'refused'],
  Retire: ['stock-changed', 'refused'],
  Revoke: ['stock-changed', 'refused'],
  ExpireDue: ['expired'],
};

/** The outcome, typed as that of the command. Throws where it is the outcome of another type of command, which is a bug. */
export function outcomeOf<C extends Command>(command: C, outcome: Outcome | Expiry): OutcomeOf<C> {
  if (isOutcomeOf(command, outcome)) return outcome;
  throw new Error(`${command.type} cannot have the outcome ${outcome.kind}`);
}

function isOutcomeOf<C extends Command>(command: C, outcome: Outcome | Expiry): outcome is OutcomeOf<C> {
  const possible: readonly string[] = kinds[command.type];
  return possible.includes(outcome.kind);
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
