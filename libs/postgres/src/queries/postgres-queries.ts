import type { ActivityMinute, AllocationQueries, Availability, IdentityAt } from '@allocator/application';
import type {
  Agreement,
  AgreementId,
  Assignment,
  AssignmentId,
  Impi,
  Instant,
  Lane,
  OperatorId,
  OperatorProfile,
  PoolId,
  PoolTerms,
  WwsfId,
} from '@allocator/domain';
import { assignmentFrom, impiAlias, laneOf, parseEventId, toIso } from '@allocator/domain';
import type { Pool } from 'pg';
import type { IdentityRow } from '../sql/identity-row.js';
import { identityOf } from '../sql/identity-row.js';
import { textArray } from '../sql/binary-array.js';
import { readHistories } from '../history/read-histories.js';
import { retrying } from '../connection/retrying.js';
import { ask } from '../connection/run.js';
import { findIdentities } from '../lane/statements/find-identities.js';
import { readAgreement } from '../terms/statements/read-agreement.js';
import { readAgreementsOf } from '../terms/statements/read-agreements-of.js';
import { readOperator } from '../terms/statements/read-operator.js';
import { readPool } from '../terms/statements/read-pool.js';
import { readWwsfIds } from '../terms/statements/read-wwsf-ids.js';
import { readActivity } from '../activity/statements/read-activity.js';
import { readAvailability } from './statements/read-availability.js';
import { readOwner } from '../names/statements/read-owner.js';
import { readNow } from '../lane/statements/read-now.js';

/** Reads of the present state. States are computed by the database's clock. */
export class PostgresQueries implements AllocationQueries {
  constructor(
    private readonly database: Pool,
    private readonly lanes: number,
  ) {}

  async operator(operatorId: OperatorId): Promise<OperatorProfile | undefined> {
    const [row] = await ask<{ terms: OperatorProfile }>(this.database, readOperator, [operatorId]);
    return row?.terms;
  }

  async agreement(agreementId: AgreementId): Promise<Agreement | undefined> {
    const [row] = await ask<{ terms: Agreement }>(this.database, readAgreement, [agreementId]);
    return row?.terms;
  }

  async agreementsOf(operatorId: OperatorId): Promise<readonly Agreement[]> {
    const rows = await ask<{ terms: Agreement }>(this.database, readAgreementsOf, [operatorId]);
    return rows.map(({ terms }) => terms);
  }

  async pool(poolId: PoolId): Promise<PoolTerms | undefined> {
    const [row] = await ask<{ terms: PoolTerms }>(this.database, readPool, [laneOf(poolId, this.lanes), poolId]);
    return row?.terms;
  }

  async wwsfIds(): Promise<readonly WwsfId[]> {
    const rows = await ask<{ wwsf_id: WwsfId }>(this.database, readWwsfIds, []);
    return rows.map(({ wwsf_id }) => wwsf_id);
  }

  async identity(poolId: PoolId, impi: Impi): Promise<IdentityAt | undefined> {
    const lane = laneOf(poolId, this.lanes);
    const [row] = await ask<IdentityRow>(this.database, findIdentities, [
      [lane],
      textArray([poolId]),
      textArray([impi]),
    ]);
    return row === undefined ? undefined : { identity: identityOf(lane, row), now: await this.now(lane) };
  }

  async poolOf(impi: Impi): Promise<PoolId | undefined> {
    const [row] = await ask<{ pool_id: PoolId }>(this.database, readOwner, [impiAlias(impi)]);
    return row?.pool_id;
  }

  async assignment(assignmentId: AssignmentId): Promise<Assignment | undefined> {
    const place = parseEventId(assignmentId);
    if (place === undefined || place.lane >= this.lanes) return undefined;
    const { lane } = place;
    const [history = []] = await retrying(() => readHistories(this.database, lane, [{ assignmentId }]));
    if (history.length === 0) return undefined;
    return assignmentFrom(history, await this.now(lane));
  }

  async availability(poolId: PoolId): Promise<Availability | undefined> {
    if ((await this.pool(poolId)) === undefined) return undefined;
    const lane = laneOf(poolId, this.lanes);
    type Row = Omit<Availability, 'nextReassignableAt' | 'lane'> & { next: Instant | null };
    const [row] = await ask<Row>(this.database, readAvailability, [lane, poolId]);
    if (row === undefined) return undefined;
    const { next, position, ...counts } = row;
    return { ...counts, nextReassignableAt: next, lane, position };
  }

  activity(poolId: PoolId, from: Instant, until: Instant, limit: number): Promise<readonly ActivityMinute[]> {
    const values = [laneOf(poolId, this.lanes), poolId, toIso(from), toIso(until), limit];
    return ask<ActivityMinute>(this.database, readActivity, values);
  }

  private async now(lane: Lane): Promise<Instant> {
    const [row] = await ask<{ now: Instant }>(this.database, readNow, [lane]);
    if (row === undefined) throw new Error(`there is no lane ${String(lane)}`);
    return row.now;
  }
}
