import type { CommandItem, Expiry, ExpiryItem, Lane, Outcome } from '@allocator/domain';
import { OverloadedError } from '../errors/overloaded-error.js';
import type { NotDecided, Patience } from './submission.js';

/** Approximate time to drain a full queue of the default size. */
const retryAfterSeconds = 1;

/** Receives the answer of a command. */
export interface AnswerTo {
  readonly patience: Patience;
  answer(index: number, answer: Outcome | NotDecided): void;
}

/** A queued command, and where its answer goes. */
export interface WaitingCommand extends CommandItem {
  readonly submission: AnswerTo;
  readonly index: number;
  /** Deadline for the decision, in milliseconds of the monotonic clock. */
  readonly until: number;
}

/** A lane's lapses that are to be recorded, and where their number goes. */
export interface WaitingExpiry extends ExpiryItem {
  readonly recorded: (expiry: Expiry | NotDecided) => void;
}

export type Work = WaitingCommand | WaitingExpiry;

/** The work of a transaction. */
export interface Batches {
  readonly batches: ReadonlyMap<Lane, readonly Work[]>;
  /** Number of commands, with the most lapses that it can record. */
  readonly size: number;
  /** Only of tenants with much work, in lanes without others. */
  readonly isFlood: boolean;
  /** Lanes that were left out of the last transaction, because other processes held them. */
  readonly leftOutBefore: ReadonlySet<Lane>;
}

/** Nothing was decided: the command can be sent again. */
export function refuse({ submission, index }: Pick<WaitingCommand, 'submission' | 'index'>): void {
  submission.answer(index, { kind: 'not-decided', error: new OverloadedError(retryAfterSeconds) });
}
