import type {
  ActivityStore,
  Continuation,
  LaneHead,
  ProfileAt,
  RestoredLane,
  RestoredStore,
  StoredEvent,
} from '@allocator/application';
import type { HoldMove, Identity, Impi, Instant, Lane, OperatorId, PoolId, PoolTerms } from '@allocator/domain';
import { decodeEvent, toIso } from '@allocator/domain';
import pg from 'pg';
import type { PoolClient } from 'pg';
import { PostgresActivityStore } from '../activity/postgres-activity-store.js';
import { inTransaction } from '../connection/in-transaction.js';
import { run } from '../connection/run.js';
import { sessionConfig } from '../connection/session-config.js';
import { serviceRole } from '../database/service-role.js';
import { eventsOfLane } from '../history/events-of-lane.js';
import { headsOfAllLanes } from '../history/heads-of-all-lanes.js';
import { LaneLocks } from '../lane/lane-locks.js';
import { PostgresOpenLane } from '../lane/postgres-open-lane.js';
import { findIdentities } from '../lane/statements/find-identities.js';
import { readNow } from '../lane/statements/read-now.js';
import { writesOf } from '../lane/writes-of.js';
import { textArray } from '../sql/binary-array.js';
import type { IdentityRow } from '../sql/identity-row.js';
import { identityOf } from '../sql/identity-row.js';
import { beginMoves } from '../terms/statements/begin-moves.js';
import { findOldestVersionHeld } from '../terms/statements/find-oldest-version-held.js';
import { keepVersions } from '../terms/statements/keep-versions.js';
import { readWaits } from '../terms/statements/read-waits.js';
import { writeAgreements } from '../terms/statements/write-agreements.js';
import { writeOperators } from '../terms/statements/write-operators.js';
import { writePools } from '../terms/statements/write-pools.js';
import { findOperatorsOfPools } from './statements/find-operators-of-pools.js';
import { findPoolHistories } from './statements/find-pool-histories.js';
import { findProfileHistory } from './statements/find-profile-history.js';
import { holdPool } from './statements/hold-pool.js';
import { openLane } from './statements/open-lane.js';
import { restoreSubjectIdentities } from './statements/restore-subject-identities.js';

export class PostgresRestoredStore implements RestoredStore {
  readonly activity: ActivityStore;
  private readonly pool: pg.Pool;
  /** Without a memory of committed heads: a restored store shows less than the service has seen. */
  private readonly locks = new LaneLocks();

  /** @param url as the service connects, or as the owner */
  constructor(url: string) {
    this.pool = new pg.Pool({
      ...sessionConfig(url, { settings: { role: serviceRole }, writes: true, applicationName: 'allocator' }),
      max: 2,
    });
    this.pool.on('error', () => undefined);
    this.activity = new PostgresActivityStore(this.pool);
  }

  laneHeads(): Promise<readonly LaneHead[]> {
    return headsOfAllLanes(this.pool);
  }

  readEvents(...wanted: Parameters<RestoredStore['readEvents']>): Promise<readonly StoredEvent[]> {
    return eventsOfLane(this.pool, ...wanted);
  }

  inLane(lane: Lane, work: (open: RestoredLane) => Promise<void>): Promise<void> {
    return inTransaction(this.pool, async (client) => {
      const { head, now } = await this.locks.lock(client, lane);
      const open = new PostgresOpenLane(client, head, now);
      await work({
        head,
        identities: (names) => identitiesOf(client, lane, names),
        claimAliases: (claims) => open.claimAliases(claims),
        write: (continuation) => write(client, lane, continuation),
      });
    });
  }

  async laneTime(lane: Lane): Promise<Instant> {
    const [row] = await run<{ now: Instant }>(this.pool, readNow, [lane]);
    if (row === undefined) throw new Error(`there is no lane ${String(lane)}`);
    return row.now;
  }

  async poolsIn(lane: Lane): ReturnType<RestoredStore['poolsIn']> {
    const rows = await run<{ pool_id: PoolId; operator_id: OperatorId }>(this.pool, findOperatorsOfPools, [lane]);
    return rows.map(({ pool_id, operator_id }) => ({ poolId: pool_id, operatorId: operator_id }));
  }

  async oldestVersionHeld(lane: Lane, poolId: PoolId): Promise<number | undefined> {
    const [row] = await run<{ version: number | null }>(this.pool, findOldestVersionHeld, [[lane], [poolId]]);
    return row?.version ?? undefined;
  }

  async profilesOf(lane: Lane, operatorId: OperatorId): Promise<readonly ProfileAt[]> {
    const rows = await run<{ document: string }>(this.pool, findProfileHistory, [lane, operatorId]);
    return rows.flatMap(({ document }) => {
      const event = decodeEvent(document);
      return event.type === 'OperatorProfileSet' ? [{ profile: event.data, recordedAt: event.recordedAt }] : [];
    });
  }

  async termsOfPools(lane: Lane): Promise<readonly PoolTerms[]> {
    const rows = await run<{ document: string }>(this.pool, findPoolHistories, [lane]);
    return rows.flatMap(({ document }) => {
      const event = decodeEvent(document);
      return event.type === 'PoolSet' ? [event.data] : [];
    });
  }

  async beginMove(lane: Lane, poolId: PoolId, move: HoldMove): Promise<void> {
    await run(this.pool, beginMoves, [lane, JSON.stringify([{ poolId, move }])]);
  }

  async restoreSubjectIdentities(lane: Lane): Promise<void> {
    await run(this.pool, restoreSubjectIdentities, [lane]);
  }

  async assignNotBefore(lane: Lane, poolId: PoolId, at: Instant): Promise<Instant | undefined> {
    await run(this.pool, holdPool, [lane, poolId, toIso(at)]);
    const [row] = await run<{ assign_not_before: Instant }>(this.pool, readWaits, [lane, textArray([poolId])]);
    return row?.assign_not_before;
  }

  async open(lane: Lane): Promise<boolean> {
    return (await run(this.pool, openLane, [lane])).length > 0;
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}

async function identitiesOf(
  client: PoolClient,
  lane: Lane,
  names: readonly { readonly poolId: PoolId; readonly impi: Impi }[],
): Promise<readonly Identity[]> {
  if (names.length === 0) return [];
  const lanes = names.map(() => lane);
  const poolIds = textArray(names.map(({ poolId }) => poolId));
  const impis = textArray(names.map(({ impi }) => impi));
  const rows = await run<IdentityRow>(client, findIdentities, [lanes, poolIds, impis]);
  return rows.map((row) => identityOf(lane, row));
}

async function write(client: PoolClient, lane: Lane, continuation: Continuation): Promise<void> {
  for (const { statement, values } of writesOf([{ ...continuation, lane, subjects: [], outcomes: [] }])) {
    await run(client, statement, values);
  }
  await writeTerms(client, lane, continuation);
}

async function writeTerms(
  client: PoolClient,
  lane: Lane,
  { operators, agreements, pools }: Continuation,
): Promise<void> {
  // A statement cannot write one row twice.
  const latest = <T>(all: readonly T[], id: (each: T) => string): T[] => [
    ...new Map(all.map((each) => [id(each), each])).values(),
  ];
  const writes = [
    [writeOperators, latest(operators, ({ operatorId }) => operatorId)],
    [keepVersions, operators],
    [writeAgreements, latest(agreements, ({ agreementId }) => agreementId)],
    [writePools, latest(pools, ({ poolId }) => poolId)],
  ] as const;
  for (const [statement, terms] of writes) {
    if (terms.length > 0) await run(client, statement, [lane, JSON.stringify(terms)]);
  }
}
