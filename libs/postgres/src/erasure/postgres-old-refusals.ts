import type { OldRefusals } from '@allocator/application';
import type { Pool } from 'pg';
import { ask } from '../connection/run.js';
import { deleteOldRefusals } from './statements/delete-old-refusals.js';
import { deleteRefusedSubjects } from './statements/delete-refused-subjects.js';

export class PostgresOldRefusals implements OldRefusals {
  constructor(private readonly pool: Pool) {}

  async deleteOlderThan(seconds: number, countMax: number): Promise<number> {
    const values = [seconds, countMax];
    const [refusals] = await ask<{ deleted: number }>(this.pool, deleteOldRefusals, values);
    const [subjects] = await ask<{ deleted: number }>(this.pool, deleteRefusedSubjects, values);
    return (refusals?.deleted ?? 0) + (subjects?.deleted ?? 0);
  }
}
