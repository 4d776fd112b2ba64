import type { Assignment } from '../identity/assignment.js';
import type { Identity } from '../identity/identity.js';
import type { Position, SubjectId } from '../ids/ids.js';
import type { Instant } from '../ids/instant.js';
import type { Command, IdentifiedCommand } from './command.js';
import type { IndicationAnswer } from './indication-answer.js';
import type { Refusal } from './refusal.js';

/** The answer of a command that changed nothing. */
export interface Refused {
  readonly kind: 'refused';
  readonly refusal: Refusal;
}

/** How many lapses an `ExpireDue` recorded. No caller sent the command, so its outcome is not remembered. */
export interface Expiry {
  readonly kind: 'expired';
  readonly count: number;
}

type StockOutcome =
  /** The identity as it was at that instant. */
  { readonly kind: 'stock-changed'; readonly identity: Identity; readonly at: Instant } | Refused;

/** The possible outcomes by type of command. Every command with an id can be refused: the id may be that of another command. */
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

/** The possible outcomes of a command: `OutcomeOf<Assign>` is an assigned identity, the one that was found, or a refusal. */
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

/** The outcome, typed as that of the command. Throws if it is the outcome of another type of command, which is a bug. */
export function outcomeOf<C extends Command>(command: C, outcome: Outcome | Expiry): OutcomeOf<C> {
  if (isOutcomeOf(command, outcome)) return outcome;
  throw new Error(`${command.type} cannot have the outcome ${outcome.kind}`);
}

function isOutcomeOf<C extends Command>(command: C, outcome: Outcome | Expiry): outcome is OutcomeOf<C> {
  const possible: readonly string[] = kinds[command.type];
  return possible.includes(outcome.kind);
}

/** What is remembered of a command: enough to recognise another command with the same id, and to repeat the answer. */
export interface RememberedCommand {
  /**
   * Of the command's content without the reference to its subject; equal for equal commands. Undefined if a restore has lost it: the
   * command is then identified by its id alone.
   */
  readonly fingerprint: string | undefined;
  /** The subject of an `Assign`. Undefined for other commands and for an erased subject: any subject then gets the first answer. */
  readonly subjectId: SubjectId | undefined;
  readonly outcome: Outcome;
  /** Position of the event that names the command; undefined if it caused none. */
  readonly position: Position | undefined;
}

/** A command that has just been decided, with what to remember of it. */
export interface DecidedCommand extends RememberedCommand {
  readonly fingerprint: string;
}
