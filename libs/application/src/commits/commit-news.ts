import type { Lane } from '@allocator/domain';

/** Which process has committed events. */
export type CommittedBy = 'this-process' | 'another-process';

export type CommitListener = (lane: Lane, by: CommittedBy) => void;

/**
 * Tells the parts of this process that wait for events in which lanes some were committed. News can be late, repeated or lost: a part
 * that gets some looks into the store, and each part looks there from time to time without any.
 */
export class CommitNews {
  private readonly listeners = new Set<CommitListener>();

  /** @returns a function that ends the listening */
  listen(listener: CommitListener): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  announce(lane: Lane, by: CommittedBy): void {
    for (const listener of this.listeners) listener(lane, by);
  }
}
