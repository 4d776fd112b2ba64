import type { LaneToIndex, SubjectAssignmentIndex } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import type { Pool } from 'pg';
import { inTransaction } from '../connection/in-transaction.js';
import { askEachLane } from '../connection/ask-each-lane.js';
import { run } from '../connection/run.js';
import { addSubjectAssignments } from './statements/add-subject-assignments.js';
import { findLanesBehind } from './statements/find-lanes-behind.js';
import { moveCheckpoint } from './statements/move-checkpoint.js';

/** The name of the read model's checkpoints. */
export const subjectAssignments = 'subject-assignments';

export class PostgresSubjectAssignmentIndex implements SubjectAssignmentIndex {
  constructor(
    private readonly pool: Pool,
    private readonly lanes: number,
  ) {}

  lanesBehind(): Promise<readonly LaneToIndex[]> {
    return askEachLane<LaneToIndex>(this.pool, this.lanes, findLanesBehind, [subjectAssignments]);
  }

  add(lane: Lane, after: number, upTo: number): Promise<void> {
    return inTransaction(this.pool, async (client) => {
      await run(client, addSubjectAssignments, [lane, after, upTo]);
      await run(client, moveCheckpoint, [subjectAssignments, lane, upTo]);
    });
  }
}
