import type { ActivityMinute, AllocationQueries, Availability, IdentityAt } from '@allocator/application';
import type {
  Agreement,
  AgreementId,
  Assignment,
  AssignmentId,
  IdentityPlace,
  IdentityState,
  Impi,
  Instant,
  Lane,
  OperatorId,
  OperatorProfile,
  PoolId,
  PoolTerms,
  WwsfId,
} from '@allocator/domain';
import {
  assignmentFrom,
  impiAlias,
  isComplete,
  laneOf,
  parseEventId,
  secondsBoundAfterToken,
  toIso,
} from '@allocator/domain';
import type { Pool } from 'pg';
import type { Statement } from '../sql/statement.js';
import type { IdentityRow } from '../sql/identity-row.js';
import { identityOf } from '../sql/identity-row.js';
import { textArray } from '../sql/binary-array.js';
import { readHistories } from '../history/read-histories.js';
import { retrying } from '../connection/retrying.js';
import { askInLanes } from '../connection/ask-in-lanes.js';
import { ask } from '../connection/run.js';
import { findIdentities } from '../lane/statements/find-identities.js';
import { readAgreement } from '../terms/statements/read-agreement.js';
import { readAgreementsOf } from '../terms/statements/read-agreements-of.js';
import { readInfeasibleAgreements } from '../terms/statements/read-infeasible-agreements.js';
import { readOperator } from '../terms/statements/read-operator.js';
import { readPool } from '../terms/statements/read-pool.js';
import { readWwsfIds } from '../terms/statements/read-wwsf-ids.js';
import { readActivity } from '../activity/statements/read-activity.js';
import { listAssignable } from './statements/list-assignable.js';
import { listAssigned } from './statements/list-assigned.js';
import { listHeld } from './statements/list-held.js';
import { listIdentities } from './statements/list-identities.js';
import { listQuarantined } from './statements/list-quarantined.js';
import { listRetired } from './statements/list-retired.js';
import { listSuspended } from './statements/list-suspended.js';
import { readAvailability } from './statements/read-availability.js';
import { readOwner } from '../names/statements/read-owner.js';
import { readNow } from '../lane/statements/read-now.js';

type AvailabilityRow = Omit<Availability, 'nextReassignableAt' | 'assignNotBefore' | 'lane'> & {
  pool_id: PoolId;
  next: Instant | null;
  wait: Instant | null;
};

const listOf: Readonly<Record<IdentityState, Statement>> = {
  assignable: listAssignable,
  assigned: listAssigned,
  held: listHeld,
  quarantined: listQuarantined,
  suspended: listSuspended,
  retired: listRetired,
};
/** Before every identity: numbers begin with 1, and IMPIs are not empty. */
const firstPlace = { instant: 0, number: 0, impi: '' };

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

  async agreementsOf(operatorIds: readonly OperatorId[]): Promise<readonly Agreement[]> {
    const rows = await ask<{ terms: Agreement }>(this.database, readAgreementsOf, [operatorIds]);
    return rows.map(({ terms }) => terms);
  }

  async infeasibleAgreements(
    profiles: readonly OperatorProfile[],
    countMax: number,
  ): Promise<ReadonlyMap<OperatorId, readonly AgreementId[]>> {
    const bounds = profiles.map((profile) => (isComplete(profile) ? secondsBoundAfterToken(profile) : Infinity));
    const rows = await ask<{ operator_id: OperatorId; agreement_id: AgreementId }>(
      this.database,
      readInfeasibleAgreements,
      [profiles.map(({ operatorId }) => operatorId), bounds, countMax],
    );
    const found = new Map<OperatorId, AgreementId[]>();
    for (const { operator_id: operatorId, agreement_id: agreementId } of rows) {
      const agreements = found.get(operatorId);
      if (agreements === undefined) found.set(operatorId, [agreementId]);
      else agreements.push(agreementId);
    }
    return found;
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
    return (await this.availabilities([poolId])).get(poolId);
  }

  async availabilities(poolIds: readonly PoolId[]): Promise<ReadonlyMap<PoolId, Availability>> {
    const placed = poolIds.map((poolId) => ({ poolId, lane: laneOf(poolId, this.lanes) }));
    const rows = await askInLanes<AvailabilityRow, (typeof placed)[number]>(
      this.database,
      readAvailability,
      placed,
      (of) => [textArray(of.map(({ poolId }) => poolId))],
    );
    return new Map(
      rows.map(({ pool_id: poolId, next, wait, position, ...counts }) => {
        const lane = laneOf(poolId, this.lanes);
        return [poolId, { ...counts, nextReassignableAt: next, assignNotBefore: wait ?? undefined, lane, position }];
      }),
    );
  }

  async identities(
    poolId: PoolId,
    state: IdentityState | undefined,
    { after, countMax }: { readonly after: IdentityPlace | undefined; readonly countMax: number },
  ): Promise<readonly IdentityAt[]> {
    const lane = laneOf(poolId, this.lanes);
    const { instant, number, impi } = after ?? firstPlace;
    const values = state === undefined ? [lane, poolId, impi, countMax] : [lane, poolId, instant, number, countMax];
    const statement = state === undefined ? listIdentities : listOf[state];
    const rows = await ask<IdentityRow & { now: Instant }>(this.database, statement, values);
    return rows.map((row) => ({ identity: identityOf(lane, row), now: row.now }));
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
