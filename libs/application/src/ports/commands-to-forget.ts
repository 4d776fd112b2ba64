import type { Instant, WwsfId } from '@allocator/domain';

/** A WWSF that had a subject erased. */
export interface NotedWwsf {
  readonly wwsfId: WwsfId;
  readonly notedAt: Instant;
  /** The note is old enough that the offsets of all records answered before it are committed. */
  readonly isSettled: boolean;
}

/** WWSFs whose answered commands must still be deleted; at most one note per WWSF. */
export interface CommandsToForget {
  noted(settledAfterSeconds: number): Promise<readonly NotedWwsf[]>;
  /** Deletes the note unless it was renewed after it was read. */
  forgotten(noted: NotedWwsf): Promise<void>;
}
