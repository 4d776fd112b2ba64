import type { LaneEnd, Pages } from '@allocator/application';
import type { Lane, Position } from '@allocator/domain';
import { HistoryDatabase } from '@allocator/postgres';
import type { HistorySource } from './history-source.js';

const pageMax = 2_000;

/** The history as it is in the database; the service is not used. */
export class DatabaseSource implements HistorySource {
  readonly title = 'the database';
  private readonly database: HistoryDatabase;

  constructor(url: string) {
    this.database = new HistoryDatabase(url);
  }

  lanes(): Promise<readonly LaneEnd[]> {
    return this.database.lanes();
  }

  async *documents(lane: Lane, after: Position | 0): Pages {
    // The next page is read while this one is processed.
    let next = this.database.documents(lane, after, pageMax);
    for (;;) {
      const page = await next;
      const last = page.at(-1);
      if (last === undefined) return;
      next = this.database.documents(lane, last.position, pageMax);
      next.catch(() => undefined);
      yield page.map(({ document }) => document);
    }
  }

  checkpoints(lane: Lane): Promise<readonly string[]> {
    return this.database.checkpoints(lane);
  }

  close(): Promise<void> {
    return this.database.close();
  }
}
