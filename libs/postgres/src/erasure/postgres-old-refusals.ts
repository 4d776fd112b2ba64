import type { OldRefusals } from '@allocator/application';
import type { Instant } from '@allocator/domain';
import { plusSeconds, toIso } from '@allocator/domain';
import type { Pool } from 'pg';
import { askEachLane } from '../connection/ask-each-lane.js';
import { ask } from '../connection/run.js';
import { readClock } from '../queries/statements/read-clock.js';
import type { LaneWise } from '../sql/lane-wise.js';
import { deleteOldRefusals } from './statements/delete-old-refusals.js';
import { deleteRefusedSubjects } from './statements/delete-refused-subjects.js';

/**
 * On Citus a round deletes up to 2,000 rows of each lane, all lanes at a time: on a busy server that takes longer than the second in which a
 * poll is answered. Without an answer the rows are deleted all the same, but not counted, and a round that counts none is followed by a pause.
 */
const deletionMsMax = 10_000;

export class PostgresOldRefusals implements OldRefusals {
  constructor(
    private readonly pool: Pool,
    private readonly lanes: number,
  ) {}

  async deleteOlderThan(seconds: number, countMax: number): Promise<number> {
    const [clock] = await ask<{ now: Instant }>(this.pool, readClock, []);
    if (clock === undefined) throw new Error('the database did not tell its time');
    const values = [toIso(plusSeconds(clock.now, -seconds)), countMax];
    const refusals = await this.deleted(deleteOldRefusals, values);
    return refusals + (await this.deleted(deleteRefusedSubjects, values));
  }

  private async deleted(statement: LaneWise, values: readonly unknown[]): Promise<number> {
    const answerMsMax = deletionMsMax;
    const counts = await askEachLane<{ deleted: number }>(this.pool, this.lanes, statement, values, { answerMsMax });
    return counts.reduce((sum, { deleted }) => sum + deleted, 0);
  }
}
