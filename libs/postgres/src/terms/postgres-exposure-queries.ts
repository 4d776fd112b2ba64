import type { ExposureQueries, Reassigned } from '@allocator/application';
import type { Instant, OperatorId, OperatorProfile, PoolTerms, Position } from '@allocator/domain';
import { eventId, laneOf, toIso } from '@allocator/domain';
import type { Pool } from 'pg';
import type { IdentityRow } from '../sql/identity-row.js';
import { identityOf } from '../sql/identity-row.js';
import { readHistories } from '../history/read-histories.js';
import { retrying } from '../connection/retrying.js';
import { ask } from '../connection/run.js';
import { findReassigned } from './statements/find-reassigned.js';
import { readNow } from '../lane/statements/read-now.js';
import { readLatestVersions } from './statements/read-latest-versions.js';
import { readPoolsOf } from './statements/read-pools-of.js';

/** Largest number of versions that are read: a lease on an older one counts as being on the oldest of these. */
const versionsMax = 1_000;

export class PostgresExposureQueries implements ExposureQueries {
  constructor(
    private readonly pool: Pool,
    private readonly lanes: number,
  ) {}

  async profiles(operatorId: OperatorId): Promise<readonly OperatorProfile[]> {
    const rows = await ask<{ terms: OperatorProfile }>(this.pool, readLatestVersions, [operatorId, versionsMax]);
    return rows.map(({ terms }) => terms).reverse();
  }

  async poolsOf(operatorId: OperatorId): ReturnType<ExposureQueries['poolsOf']> {
    const rows = await ask<{ terms: PoolTerms }>(this.pool, readPoolsOf, [operatorId]);
    return Promise.all(
      rows.map(async ({ terms: { poolId } }) => {
        const lane = laneOf(poolId, this.lanes);
        const [row] = await ask<{ now: Instant }>(this.pool, readNow, [lane]);
        if (row === undefined) throw new Error(`there is no lane ${String(lane)}`);
        return { lane, poolId, now: row.now };
      }),
    );
  }

  async reassigned(wanted: Parameters<ExposureQueries['reassigned']>[0]): Promise<readonly Reassigned[]> {
    const { lane, poolId, assignedAfter, after, countMax } = wanted;
    const values = [lane, poolId, toIso(assignedAfter), after, countMax];
    const rows = await ask<IdentityRow & { former_position: Position }>(this.pool, findReassigned, values);
    const formers = rows.map(({ former_position }) => ({ assignmentId: eventId(lane, former_position) }));
    const histories = await retrying(() => readHistories(this.pool, lane, formers));
    return rows.map((row, index) => ({ identity: identityOf(lane, row), former: histories[index] ?? [] }));
  }
}
