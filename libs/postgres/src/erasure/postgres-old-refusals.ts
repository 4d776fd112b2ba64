import type { OldRefusals } from '@allocator/application';
import type { Instant } from '@allocator/domain';
import { plusSeconds, toIso } from '@allocator/domain';
import type { Pool } from 'pg';
import { askEachLane } from '../connection/ask-each-lane.js';
import { ask } from '../connection/run.js';
import { readClock } from '../queries/statements/read-clock.js';
import { deleteOldRefusals } from './statements/delete-old-refusals.js';
import { deleteRefusedSubjects } from './statements/delete-refused-subjects.js';

export class PostgresOldRefusals implements OldRefusals {
  constructor(
    private readonly pool: Pool,
    private readonly lanes: number,
  ) {}

  async deleteOlderThan(seconds: number, countMax: number): Promise<number> {
    const [clock] = await ask<{ now: Instant }>(this.pool, readClock, []);
    if (clock === undefined) throw new Error('the database did not tell its time');
    const values = [toIso(plusSeconds(clock.now, -seconds)), countMax];
    const refusals = await askEachLane<{ deleted: number }>(this.pool, this.lanes, deleteOldRefusals, values);
    const subjects = await askEachLane<{ deleted: number }>(this.pool, this.lanes, deleteRefusedSubjects, values);
    return [...refusals, ...subjects].reduce((sum, { deleted }) => sum + deleted, 0);
  }
}
