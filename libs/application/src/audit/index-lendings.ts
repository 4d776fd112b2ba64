import type { Log } from '@allocator/runtime';
import { Backoff, LoopService } from '@allocator/runtime';

/** Events a second at most: auditors can wait, assignments share the database with this. */
const eventsMax = 2_000;
const pauseMs = 1_000;

/** The read model that tells which assignments a subject had. */
export interface LendingsOfSubjects {
  /** Takes in the next events of the lanes that are behind, at most so many; how many it was. */
  catchUp(countMax: number): Promise<number>;
}

/** Keeps that read model, a little behind when much is lent. */
export class LendingsIndexer extends LoopService {
  constructor(
    private readonly lendings: LendingsOfSubjects,
    log: Log,
  ) {
    super({ name: 'lendings-indexer', log, backoff: new Backoff({ minMs: 1_000, maxMs: 30_000 }) });
  }

  protected async runOnce(): Promise<number> {
    await this.lendings.catchUp(eventsMax);
    return pauseMs;
  }
}
