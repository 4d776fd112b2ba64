import type { Continuation, LaneHead } from '@allocator/application';
import { continueLane, lostEvents } from '@allocator/application';
import type { HoldMove, Identity, Instant, Lane, OperatorId, PoolId } from '@allocator/domain';
import { aliasesOf, decodeEvent, holdSpans, isIdentityEvent, laneOf, plusSeconds, toIso } from '@allocator/domain';
import pg from 'pg';
import type { PoolClient } from 'pg';
import { PostgresActivityProjection } from '../activity/activity-projection.js';
import { textArray } from '../sql/binary-array.js';
import { PostgresEventReader } from '../history/postgres-event-reader.js';
import type { IdentityRow } from '../sql/identity-row.js';
import { identityOf } from '../sql/identity-row.js';
import { LaneLocks } from '../lane/lane-locks.js';
import { PostgresOpenLane } from '../lane/postgres-open-lane.js';
import { run } from '../connection/run.js';
import { serviceRole } from '../database/prepare-schema.js';
import { sessionConfig } from '../connection/session-config.js';
import { findIdentities } from '../lane/statements/find-identities.js';
import { beginMoves } from '../terms/statements/begin-moves.js';
import { findOldestVersionHeld } from '../terms/statements/find-oldest-version-held.js';
import { readNow } from '../lane/statements/read-now.js';
import { findOperatorsOfPools } from './statements/find-operators-of-pools.js';
import { findPoolHistories } from './statements/find-pool-histories.js';
import { findProfileHistory } from './statements/find-profile-history.js';
import { holdPool } from './statements/hold-pool.js';
import { restoreSubjectIdentities } from './statements/restore-subject-identities.js';
import { openLane } from './statements/open-lane.js';
import { keepVersions } from '../terms/statements/keep-versions.js';
import { writeAgreements } from '../terms/statements/write-agreements.js';
import { writeOperators } from '../terms/statements/write-operators.js';
import { writePools } from '../terms/statements/write-pools.js';
import { inTransaction } from '../connection/in-transaction.js';
import { writesOf } from '../lane/writes-of.js';

/** Read into the read model at a time. */
const projectLimit = { countMax: 1_000, bytesMax: 1024 * 1024 };

/** A pool that lends nothing until then, because nobody knows who holds its identities. */
export interface HeldPool {
  readonly poolId: PoolId;
  readonly assignNotBefore: Instant;
}

/** A store that was restored from a backup, while no service works on it: it gets back what the topic has and it has lost. */
export class LaneReconciliation {
  private readonly pool: pg.Pool;
  /** With a memory of its own: what the service has seen is what this mends. */
  private readonly locks = new LaneLocks();

  /** @param url as the service connects, or as the owner */
  constructor(url: string) {
    this.pool = new pg.Pool({
      ...sessionConfig(url, { settings: { role: serviceRole }, writes: true, applicationName: 'allocator' }),
      max: 2,
    });
    this.pool.on('error', () => undefined);
  }

  lanes(): Promise<readonly LaneHead[]> {
    return new PostgresEventReader(this.pool).laneHeads();
  }

  /**
   * Writes these published documents behind the lane's end, as they are. Throws `HistoryDiffersError` where they do not follow
   * it. What is in the store when it has resolved is there for good: broken off, it goes on at the lane's end.
   */
  append(lane: Lane, documents: readonly string[]): Promise<void> {
    return inTransaction(this.pool, async (client) => {
      const { head, now } = await this.locks.lock(client, lane);
      const lost = lostEvents(head, documents);
      const known = await identitiesOf(client, lane, lost);
      const continuation = continueLane(known, lost);
      if (continuation === undefined) return;
      await claim(new PostgresOpenLane(client, head, now), continuation.imported);
      for (const { statement, values } of writesOf(lane, { ...continuation, subjects: [], outcomes: [] })) {
        await run(client, statement, values);
      }
      await putTerms(client, lane, continuation);
    });
  }

  /**
   * Leases whose move to raised terms is on no record are moved again from the first version that a lease is on, and those that
   * indications ended go back to their full bound: the service's scheduler does it as it starts. To be called when all lanes have
   * their history.
   */
  async moveHolds(lane: Lane, lanes: number): Promise<void> {
    const pools = await run<{ pool_id: PoolId; operator_id: OperatorId }>(this.pool, findOperatorsOfPools, [lane]);
    const [head] = await run<{ now: Instant }>(this.pool, readNow, [lane]);
    if (head === undefined) throw new Error(`there is no lane ${String(lane)}`);
    for (const { pool_id: poolId, operator_id: operatorId } of pools) {
      const [held] = await run<{ version: number | null }>(this.pool, findOldestVersionHeld, [[lane], [poolId]]);
      const oldest = held?.version;
      if (oldest === undefined || oldest === null) continue;
      const home = laneOf(operatorId, lanes);
      const rows = await run<{ document: string }>(this.pool, findProfileHistory, [home, operatorId]);
      const set = rows.flatMap(({ document }) => {
        const event = decodeEvent(document);
        return event.type === 'OperatorProfileSet' && event.data.version >= oldest ? [event] : [];
      });
      const [first, raised = first] = set;
      const last = set.at(-1);
      if (raised === undefined || last === undefined) continue;
      const spans = holdSpans(set.map(({ data }) => data));
      // Which indications were taken by the rule of version 0.1 is not told here: all of them go back to the full bound, once.
      const restoresUntil = head.now;
      const move: HoldMove = { operatorVersion: last.data.version, since: raised.recordedAt, spans, restoresUntil };
      await run(this.pool, beginMoves, [lane, JSON.stringify([{ poolId, move }])]);
    }
  }

  /**
   * Subjects that the backup has hold what they were assigned since: their limits count it, and their erasure waits for it. References
   * of subjects that came later are in no event.
   */
  async keepLent(lane: Lane): Promise<void> {
    await run(this.pool, restoreSubjectIdentities, [lane]);
  }

  /**
   * What was committed and lost before it was published is on no record, neither here nor in the topic. So each pool of the lane
   * lends nothing before the longest lease that could have begun at `lostAt`, by the longest of all its terms so far, is over.
   */
  async hold(lane: Lane, lostAt: Instant): Promise<readonly HeldPool[]> {
    const rows = await run<{ document: string }>(this.pool, findPoolHistories, [lane]);
    const longest = new Map<PoolId, number>();
    for (const { document } of rows) {
      const event = decodeEvent(document);
      if (event.type !== 'PoolSet') continue;
      const { poolId, securityLifetimeSeconds, quarantineSeconds } = event.data;
      longest.set(poolId, Math.max(longest.get(poolId) ?? 0, securityLifetimeSeconds + quarantineSeconds));
    }
    const held: HeldPool[] = [];
    for (const [poolId, seconds] of longest) {
      const values = [lane, poolId, toIso(plusSeconds(lostAt, seconds))];
      const [row] = await run<{ assign_not_before: Instant }>(this.pool, holdPool, values);
      if (row !== undefined) held.push({ poolId, assignNotBefore: row.assign_not_before });
    }
    return held;
  }

  /** The read model of activity as of the lane's end: it is counted from the events of the store, once each. */
  async project(lane: Lane): Promise<void> {
    const [projection, reader] = [new PostgresActivityProjection(this.pool), new PostgresEventReader(this.pool)];
    for (;;) {
      const events = await reader.readEvents(lane, await projection.checkpoint(lane), projectLimit);
      if (events.length === 0) return;
      await projection.apply(lane, events);
    }
  }

  /** The lane takes commands again. False where it was open. */
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
  lost: ReturnType<typeof lostEvents>,
): Promise<readonly Identity[]> {
  const named = new Map(
    lost.flatMap(({ event }) => {
      if (!isIdentityEvent(event) && event.type !== 'IndicationIgnored') return [];
      const { poolId, impi } = event.data;
      return poolId === null ? [] : [[`${poolId} ${impi}`, { poolId, impi }] as const];
    }),
  );
  if (named.size === 0) return [];
  const columns = [[...named.values()].map(({ poolId }) => poolId), [...named.values()].map(({ impi }) => impi)];
  const rows = await run<IdentityRow>(client, findIdentities, [lane, ...columns.map(textArray)]);
  return rows.map((row) => identityOf(lane, row));
}

/** Their names are taken again in the registry that all lanes share. */
async function claim(open: PostgresOpenLane, imported: readonly Identity[]): Promise<void> {
  const claims = imported.flatMap(({ poolId, impi, impus }) =>
    aliasesOf(impi, impus).map((alias) => ({ alias, poolId, impi })),
  );
  const sorted = claims.sort((a, b) => (a.alias < b.alias ? -1 : 1));
  const owners = new Set(
    (await open.claimAliases(sorted)).map(({ alias, poolId, impi }) => `${alias} ${poolId} ${impi}`),
  );
  const lost = sorted.find(({ alias, poolId, impi }) => !owners.has(`${alias} ${poolId} ${impi}`));
  if (lost === undefined) return;
  // Version 0.1 took an address by each of its schemes; in this version's registry the second name has no place.
  const { alias, poolId, impi } = lost;
  throw new Error(
    `${alias} of ${impi} in pool ${poolId} has another owner: restore the backup again, reconcile it with version 0.1, then start this one`,
  );
}

async function putTerms(client: PoolClient, lane: Lane, { operators, agreements, pools }: Continuation): Promise<void> {
  const latest = <T>(all: readonly T[], id: (each: T) => string): T[] => [
    ...new Map(all.map((each) => [id(each), each])).values(),
  ];
  const puts = [
    [writeOperators, latest(operators, ({ operatorId }) => operatorId)],
    [keepVersions, operators],
    [writeAgreements, latest(agreements, ({ agreementId }) => agreementId)],
    [writePools, latest(pools, ({ poolId }) => poolId)],
  ] as const;
  for (const [statement, terms] of puts) {
    if (terms.length > 0) await run(client, statement, [lane, JSON.stringify(terms)]);
  }
}
