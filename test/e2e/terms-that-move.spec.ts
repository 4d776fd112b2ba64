import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommitNews, FindExposures, batchItem } from '@allocator/application';
import type { Outcome, PoolId } from '@allocator/domain';
import { decodeEvent, laneOf, plusSeconds } from '@allocator/domain';
import { PostgresExposureQueries, PostgresHoldMoves, readIdentities } from '@allocator/postgres';
import {
  assign,
  checkConservation,
  checkNoEarlyExpiry,
  checkOneHolder,
  impi,
  indicate,
  newYear,
  release,
} from '@allocator/testing';
import type { FreshDatabase } from '../support/fresh-database.js';
import { freshDatabase } from '../support/fresh-database.js';
import {
  countEvents,
  documentsOf,
  lanes,
  assignMany,
  initialProfile,
  poolIds,
  useCases,
} from '../support/assign-many.js';

/** Number of assigned identities. By hand: `LIVE_LEASES=100000`. */
const live = Number(process.env['LIVE_LEASES'] ?? 10_000);
const L = 3_600;
const raisedBy = 100;
const raised = { ...initialProfile, maxRegistrationSeconds: initialProfile.maxRegistrationSeconds + raisedBy };
const at = (seconds: number) => plusSeconds(newYear, seconds);
/** Ids of further commands begin here, far from those of the assignments. */
const firstLate = 900_000_000;

describe(`a raise of R_max while ${String(live)} identities are assigned`, () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase(lanes);
    await database.setNow(newYear);
    await assignMany(database, live);
  }, 240_000);
  afterAll(() => database.drop());

  it('extends all holds before it is answered, and no identity is assignable meanwhile', async () => {
    // The former bounds are reached after the raise is recorded, and before most holds are extended.
    let raiseIsRecorded: (() => void) | undefined;
    const recorded = new Promise<void>((resolve) => (raiseIsRecorded = resolve));
    const news = new CommitNews();
    news.listen((_, by) => {
      if (by === 'this-process') raiseIsRecorded?.();
    });
    const { terms, executor } = useCases(database, news);
    await database.setNow(at(L - 1));
    let isAnswered = false;
    const answered = terms.setOperator(raised).finally(() => (isAnswered = true));
    await recorded;
    await database.setNow(at(L));

    let commandNumber = firstLate;
    const outcomes: Outcome[] = [];
    const untilAnswered = async (poolId: PoolId): Promise<void> => {
      while (!isAnswered) {
        const items = Array.from({ length: 5 }, () => batchItem(assign(commandNumber++, { poolId })));
        outcomes.push(...((await executor.executeBatch(laneOf(poolId, lanes), items)) as Outcome[]));
        await executor.executeBatch(laneOf(poolId, lanes), [{ command: { type: 'ExpireDue', countMax: 50 } }]);
      }
    };
    const assigners = poolIds.map(untilAnswered);
    const extendedAtFormerBound = await countEvents(database, 'HoldExtended');
    expect(await answered).toMatchObject({ terms: { profile: { version: 2 }, infeasibleAgreements: [] } });
    await Promise.all(assigners);

    expect(extendedAtFormerBound).toBeLessThan(live / 2);
    expect(outcomes.length).toBeGreaterThan(100);
    expect(outcomes.filter(({ kind }) => kind !== 'refused')).toEqual([]);
    expect(await countEvents(database, 'HoldExtended')).toBe(live);
    expect(await countEvents(database, 'Expired')).toBe(0);
  }, 240_000);

  it('each assignment keeps its version, is held to its new bound, and is assignable at that instant', async () => {
    const { rows } = await database.owner.query(`
      select count(*)::int as count, operator_version, guard_seconds, reassignable_at from availability
       group by operator_version, guard_seconds, reassignable_at`);
    expect(rows).toEqual([
      { count: live, operator_version: 1, guard_seconds: 318, reassignable_at: new Date(at(L + raisedBy)) },
    ]);
    const { executor } = useCases(database);
    const assignOne = async (n: number) => {
      const item = batchItem(assign(firstLate * 2 + n));
      return (await executor.executeBatch(laneOf('pool-a', lanes), [item]))[0];
    };
    await database.setNow(at(L + raisedBy) - 1);
    expect(await assignOne(1)).toEqual({
      kind: 'refused',
      refusal: { code: 'pool-exhausted', nextReassignableAt: at(L + raisedBy) },
    });
    await database.setNow(at(L + raisedBy));
    expect(await assignOne(2)).toMatchObject({ kind: 'assigned', assignment: { operatorVersion: 2 } });
  });

  it('the same terms again are version 2 and extend nothing; lower terms extend nothing', async () => {
    const { terms } = useCases(database);
    expect(await terms.setOperator(raised)).toMatchObject({ terms: { profile: { version: 2 } } });
    expect(await terms.setOperator(initialProfile)).toMatchObject({ terms: { profile: { version: 3 } } });
    expect(await countEvents(database, 'HoldExtended')).toBe(live);
    expect(await new PostgresHoldMoves(database.pool, lanes).movingPools()).toEqual([]);
  });

  it('leaves histories in which no identity has two holders at a time', async () => {
    for (const poolId of poolIds) {
      const lane = laneOf(poolId, lanes);
      const documents = await documentsOf(database, lane);
      expect(checkOneHolder(lane, documents)).toEqual([]);
      expect(checkNoEarlyExpiry(lane, documents)).toEqual([]);
      expect(checkConservation(lane, documents, await readIdentities(database.pool, lane))).toEqual([]);
    }
  }, 120_000);
});

describe('terms that change while identities are assigned', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase(lanes);
    await database.setNow(newYear);
    await assignMany(database, 8_000, 400);
  }, 60_000);
  afterAll(() => database.drop());

  it('edge case 8: each assignment records the version of the terms that it used, during a change', async () => {
    const { terms, executor } = useCases(database);
    let isOver = false;
    let commandNumber = firstLate;
    const assigners = poolIds.map(async (poolId) => {
      while (!isOver && commandNumber < firstLate + 4_000) {
        const items = Array.from({ length: 10 }, () => batchItem(assign(commandNumber++, { poolId })));
        await executor.executeBatch(laneOf(poolId, lanes), items);
      }
    });
    const maxima = [700, 550, 800, 600, 650];
    for (const maxRegistrationSeconds of maxima) await terms.setOperator({ ...initialProfile, maxRegistrationSeconds });
    isOver = true;
    await Promise.all(assigners);

    const tokenSeconds = [600, ...maxima].map((maximum) => L - maximum - 318);
    const versions = new Set<number>();
    for (const poolId of poolIds) {
      let inForce = 0;
      for (const { type, data } of (await documentsOf(database, laneOf(poolId, lanes))).map(decodeEvent)) {
        if (type === 'PoolSet') inForce = data.operatorVersion;
        if (type !== 'Assigned') continue;
        expect(data.operatorVersion).toBe(inForce);
        expect(data.tokenExpiresAt).toBe(plusSeconds(data.effectiveAt, tokenSeconds[inForce - 1] ?? NaN));
        versions.add(inForce);
      }
    }
    expect(versions.size).toBeGreaterThan(1);
    const { rows } = await database.owner.query(
      `select distinct operator_version, extract(epoch from reassignable_at - token_expires_at)::int as after_token
         from availability where status = 'assigned' and operator_version < 6 order by 1`,
    );
    // The largest R_max since each version, plus the guard: 800 for versions 1 to 4, and 650 for version 5.
    for (const { operator_version, after_token } of rows as { operator_version: number; after_token: number }[]) {
      expect([operator_version, after_token]).toEqual([operator_version, 318 + (operator_version <= 4 ? 800 : 650)]);
    }
  }, 60_000);

  it('edge case 9: identities that were assigned again too early are listed while they are exposed', async () => {
    const { terms, executor } = useCases(database);
    const poolId = 'pool-a' as PoolId;
    const lane = laneOf(poolId, lanes);
    const find = () =>
      new FindExposures(new PostgresExposureQueries(database.pool, lanes)).find(initialProfile.operatorId);
    expect(await find()).toEqual({ count: 0, listed: [] });
    // 100 leases lapse under version 1, by now raised to 800, and their identities are assigned again; one was freed by an indication.
    await executor.executeBatch(lane, [batchItem(indicate(firstLate * 3, impi(1), 1))]);
    await database.setNow(at(L + 200));
    await executor.executeBatch(lane, [{ command: { type: 'ExpireDue', countMax: 10_000 } }]);
    const { rows } = await database.owner.query<{ count: number }>(
      `select count(*)::int as count from availability where lane = $1 and assignable_at <= $2`,
      [lane, new Date(at(L + 200))],
    );
    const free = rows[0]?.count ?? 0;
    const items = Array.from({ length: free }, (_, n) => batchItem(assign(firstLate * 4 + n, { poolId })));
    await executor.executeBatch(lane, items);
    expect(await terms.setOperator({ ...initialProfile, maxRegistrationSeconds: 1_000 })).toMatchObject({
      terms: { infeasibleAgreements: [] },
    });

    const { count, listed } = await find();
    expect(count).toBeGreaterThanOrEqual(99);
    expect(listed).toHaveLength(count);
    expect(listed.find((exposure) => exposure.impi === impi(1))).toBeUndefined();
    expect(listed.find((exposure) => exposure.impi === impi(2))).toEqual({
      poolId,
      impi: impi(2),
      assignmentId: expect.stringMatching(/^6-/),
      assignedAt: at(L + 200),
      formerAssignmentId: expect.stringMatching(/^6-/),
      exposedUntil: at(L + 400),
    });
    await database.setNow(at(L + 400));
    const later = await find();
    expect(later.listed.find((exposure) => exposure.impi === impi(2))).toBeUndefined();
    await executor.executeBatch(lane, [batchItem(release(firstLate * 5, '6-1'))]);
  }, 60_000);
});
