import type { LendingsOfSubjects } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import type { Pool } from 'pg';
import { ask, run } from '../connection/run.js';
import { addSubjectAssignments } from './statements/add-subject-assignments.js';
import { findLanesBehind } from './statements/find-lanes-behind.js';
import { moveCheckpoint } from './statements/move-checkpoint.js';
import { inTransaction } from '../connection/in-transaction.js';

/** The name of the read model's checkpoints. */
export const subjectLendings = 'subject-lendings';

export class PostgresLendingsOfSubjects implements LendingsOfSubjects {
  constructor(private readonly pool: Pool) {}

  async catchUp(countMax: number): Promise<number> {
    type Row = { lane: Lane; checkpoint: number; position: number };
    let left = countMax;
    for (const { lane, checkpoint, position } of await ask<Row>(this.pool, findLanesBehind, [subjectLendings])) {
      if (left === 0) break;
      const upTo = Math.min(position, checkpoint + left);
      await inTransaction(this.pool, async (client) => {
        await run(client, addSubjectAssignments, [lane, checkpoint, upTo]);
        await run(client, moveCheckpoint, [subjectLendings, lane, upTo]);
      });
      left -= upTo - checkpoint;
    }
    return countMax - left;
  }
}
