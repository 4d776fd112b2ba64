import type { Log } from '@allocator/runtime';
import { Backoff, LoopService } from '@allocator/runtime';
import type { SubjectAssignmentIndex } from '../ports/subject-assignment-index.js';

/** Per turn: auditors can wait, and assignments share the database with this. */
const eventsMax = 2_000;
const restMs = 1_000;
/** Poll interval of the store, for events whose news was lost. */
const pollMs = 10_000;

/**
 * Keeps the index of assignments by subject; it lags while there are more than `eventsMax` events a second. Wake it with the news of a
 * commit.
 */
export class AssignmentIndexer extends LoopService {
  constructor(
    private readonly index: SubjectAssignmentIndex,
    log: Log,
  ) {
    super({ name: 'assignment-indexer', log, backoff: new Backoff({ minMs: 1_000, maxMs: 30_000 }), restMs });
  }

  protected async runOnce(): Promise<number> {
    let left = eventsMax;
    for (const { lane, checkpoint, position } of await this.index.lanesBehind()) {
      if (left === 0) break;
      const upTo = Math.min(position, checkpoint + left);
      await this.index.add(lane, checkpoint, upTo);
      left -= upTo - checkpoint;
    }
    return left === 0 ? restMs : pollMs;
  }
}
