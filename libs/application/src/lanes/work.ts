import type { CommandItem, Expiry, ExpiryItem, Lane, Outcome } from '@allocator/domain';
import type { Span } from '@allocator/runtime';
import { OverloadedError } from '../errors/overloaded-error.js';
import type { NotDecided, Patience } from './submission.js';
import type { TransactionKind } from './transactions-at-work.js';

/** Approximate time to drain a full queue of the default size. */
const retryAfterSeconds = 1;

/** Receives the answer of a command. */
export interface AnswerTo {
  readonly patience: Patience;
  /** The recorded span of the request that has submitted it. */
  readonly request?: Span | undefined;
  /** When the command was submitted, in milliseconds of the monotonic clock. */
  readonly sinceMs: number;
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
  readonly kind: TransactionKind;
  readonly batches: ReadonlyMap<Lane, readonly Work[]>;
  /** Lanes that were left out of the last transaction, because other processes held them. */
  readonly leftOutBefore: ReadonlySet<Lane>;
}

/** Commands, and the most lapses that can be recorded. */
export function sizeOf(batches: ReadonlyMap<Lane, readonly Work[]>): number {
  let size = 0;
  for (const batch of batches.values()) {
    for (const work of batch) size += 'recorded' in work ? work.command.countMax : 1;
  }
  return size;
}

/** When the first of the commands was submitted, by the monotonic clock; undefined if there are only lapses. */
export function oldestOf(batches: ReadonlyMap<Lane, readonly Work[]>): number | undefined {
  let oldest: number | undefined;
  for (const batch of batches.values()) {
    for (const work of batch) {
      if ('submission' in work && (oldest === undefined || work.submission.sinceMs < oldest))
        oldest = work.submission.sinceMs;
    }
  }
  return oldest;
}

/** Without the commands whose deadline has passed, which are refused, and without lanes that then have none. */
export function inTime(batches: ReadonlyMap<Lane, readonly Work[]>, nowMs: number): Map<Lane, readonly Work[]> {
  const decidable = new Map<Lane, readonly Work[]>();
  for (const [lane, batch] of batches) {
    const left = batch.filter((work) => {
      if ('recorded' in work || work.until >= nowMs) return true;
      refuse(work);
      return false;
    });
    if (left.length > 0) decidable.set(lane, left);
  }
  return decidable;
}

/** Nothing was decided: the command can be sent again. */
export function refuse({ submission, index }: Pick<WaitingCommand, 'submission' | 'index'>): void {
  submission.answer(index, { kind: 'not-decided', error: new OverloadedError(retryAfterSeconds) });
}
