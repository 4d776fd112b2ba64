import type { OldRefusals } from '@allocator/application';
import type { Pool } from 'pg';
import { ask } from './run.js';
import { deleteOldRefusals } from './statements/keep-outcomes.js';

export class PostgresOldRefusals implements OldRefusals {
  constructor(private readonly pool: Pool) {}

  async deleteOlderThan(seconds: number, countMax: number): Promise<number> {
    const [row] = await ask<{ deleted: number }>(this.pool, deleteOldRefusals, [seconds, countMax]);
    return row?.deleted ?? 0;
  }
}
