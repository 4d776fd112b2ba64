import type { WwsfId } from '@allocator/domain';
import type { Verdict } from './verdict.js';

/** A record that may hold a command. */
export interface CommandRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

/**
 * Answers records of one WWSF's topic with one verdict each, in the same order. It may wait without limit, for example for room in a
 * queue: meanwhile no more records of this WWSF are fetched. If it throws, it gets the same records again after a pause, so it must be
 * idempotent.
 */
export type CommandsHandler = (wwsfId: WwsfId, records: readonly CommandRecord[]) => Promise<readonly Verdict[]>;
