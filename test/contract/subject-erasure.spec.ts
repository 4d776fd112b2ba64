import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Lane, PoolId } from '@allocator/domain';
import { plusSeconds, identitiesPerSubjectMax } from '@allocator/domain';
import { refusalRetentionSeconds, SubjectErasures } from '@allocator/application';
import { PostgresOldRefusals, PostgresErasureStore } from '@allocator/postgres';
import { LaneScenario, alice, assign, impi, newYear, poolTerms, prolong } from '@allocator/testing';
import type { FreshDatabase } from '../support/fresh-database.js';
import { freshDatabase } from '../support/fresh-database.js';
import { onPostgres } from '../support/on-postgres.js';

const lane = 0 as Lane;
const poolId = 'pool-a' as PoolId;
const L = 3_600;
const at = (seconds: number) => plusSeconds(newYear, seconds);
const database: FreshDatabase = await freshDatabase(1);
let erasure: SubjectErasures;
const erase = () => erasure.erase(poolId, alice(), { person: 'wwsf-a', client: null });

afterAll(() => database.drop());
beforeEach(async () => {
  // A new object remembers nothing: each test starts the lane again.
  erasure = new SubjectErasures(new PostgresErasureStore(database.pool), 1);
  await database.owner.query('truncate legal_holds, commands_to_forget');
});

const references = async (): Promise<string[]> => {
  const { rows } = await database.owner.query<{ reference: string }>('select reference from subjects order by 1');
  return rows.map(({ reference }) => reference);
};
const aliceId = async (): Promise<never> => {
  const { rows } = await database.owner.query<{ id: string }>(
    `select subject_id as id from subjects where reference = 'alice'`,
  );
  return rows[0]?.id as never;
};

/** A connection pool as the service's, and the names of the statements that it sends. */
function recording({ clientConfig }: FreshDatabase): { pool: pg.Pool; statements: string[] } {
  const statements: string[] = [];
  const pool = new pg.Pool({ ...clientConfig, max: 1 });
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...sent: unknown[]) => never;
    client.query = (...sent: unknown[]): never => {
      const [first] = sent as [{ name?: string }];
      statements.push(first.name ?? '');
      return query(...sent);
    };
  });
  return { pool, statements };
}

describe('the last bound of a subject', () => {
  it('is the latest of all its leases, including those that its row does not list', async () => {
    const count = identitiesPerSubjectMax + 2;
    const scenario = await LaneScenario.given(count, {}, await onPostgres(database));
    const commands = Array.from({ length: count }, (_, n) => assign(n + 1, { subject: alice() }));
    const [oldest] = await scenario.batch(...commands);
    if (oldest?.kind !== 'assigned') throw new Error('the command was not answered with an assignment');
    await (await scenario.at(100)).when(prolong(500, oldest.assignment.assignmentId));
    expect(await erase()).toMatchObject({ kind: 'planned', erasesAt: at(100 + L) });
    // All leases in its row have ended.
    await scenario.at(L + 99);
    expect(await erasure.lanesDue()).toEqual([]);
    expect(await erase()).toMatchObject({ kind: 'planned', erasesAt: at(100 + L) });
    await scenario.at(L + 100);
    expect(await erasure.lanesDue()).toEqual([lane]);
    expect(await erasure.eraseDue(lane, 10)).toBe(1);
    expect(await references()).toEqual([]);
  });

  it('includes a raise of the terms before the lease has been moved', async () => {
    const scenario = await LaneScenario.given(1, {}, await onPostgres(database));
    await scenario.when(assign(1, { subject: alice() }));
    const spans = [{ fromVersion: 1, outlivingSeconds: 700, guardSeconds: 318 }];
    const move = { operatorVersion: 2, since: at(10), spans };
    await database.owner.query('update pools set hold_move = $1, hold_moved_to = 0', [JSON.stringify(move)]);
    const { tokenLifetimeSeconds } = poolTerms();
    await scenario.at(20);
    expect(await erase()).toMatchObject({ kind: 'planned', erasesAt: at(tokenLifetimeSeconds + 700 + 318) });
  });
});

describe('planned erasures', () => {
  it('read the open leases of their lane once, however many subjects hold more than their rows list', async () => {
    const scenario = await LaneScenario.given(4, {}, await onPostgres(database));
    const subjects = ['alice', 'bob', 'carol'].map((ref) => alice(ref));
    await scenario.batch(...subjects.map((subject, n) => assign(n + 1, { subject })));
    // Each row names an identity that is not its subject's.
    await database.owner.query('update subjects set has_more_identities = true, last_identity = 4');
    const planned = [];
    for (const subject of subjects) planned.push(await erasure.erase(poolId, subject, { person: 'w', client: null }));
    expect(planned).toMatchObject(subjects.map(() => ({ kind: 'planned', erasesAt: at(L) })));
    await scenario.at(L);
    const { pool, statements } = recording(database);
    expect(await new SubjectErasures(new PostgresErasureStore(pool), 1).eraseDue(lane, 10)).toBe(3);
    await pool.end();
    expect(statements.filter((name) => name === 'find-all-held-identities')).toHaveLength(1);
    expect(await references()).toEqual([]);
  });

  it('set the recorded time of the lane, so that a slower clock cannot prolong a lease of the subject afterwards', async () => {
    const scenario = await LaneScenario.given(1, {}, await onPostgres(database));
    const assigned = await scenario.when(assign(1, { subject: alice() }));
    if (assigned.kind !== 'assigned') throw new Error('the command was not answered with an assignment');
    await erase();
    await scenario.at(L);
    expect(await erasure.eraseDue(lane, 10)).toBe(1);
    // Like after a failover to a server whose clock is behind.
    await scenario.at(L - 10);
    expect(await scenario.when(prolong(2, assigned.assignment.assignmentId))).toMatchObject({
      refusal: { code: 'assignment-lapsed' },
    });
  });

  it('are carried out in limited batches, the longest due first, and only for requested subjects', async () => {
    const scenario = await LaneScenario.given(4, {}, await onPostgres(database));
    for (const n of [1, 2, 3, 4]) {
      await (await scenario.at(n)).when(assign(n));
      if (n < 4) await erasure.erase(poolId, alice(`user-${String(n)}`), { person: 'wwsf-a', client: null });
    }
    await scenario.at(L + 3);
    expect(await erasure.eraseDue(lane, 2)).toBe(2);
    expect(await references()).toEqual(['user-3', 'user-4']);
    expect(await erasure.eraseDue(lane, 2)).toBe(1);
    expect(await references()).toEqual(['user-4']);
  });

  it('are mutually exclusive with a legal hold that is placed at the same time', async () => {
    for (let round = 0; round < 10; round++) {
      const scenario = await LaneScenario.given(1, {}, await onPostgres(database));
      await scenario.when(assign(1, { subject: alice() }));
      const id = await aliceId();
      await erase();
      await scenario.at(L);
      const [held] = await Promise.all([
        erasure.hold(id, 'auditor', 'case 2026-117'),
        round % 2 === 0 ? erase() : erasure.eraseDue(lane, 10),
      ]);
      expect(await references()).toEqual(held ? ['alice'] : []);
    }
  });

  it('wait while the lane is closed, because it may have lost a lease of the subject', async () => {
    const scenario = await LaneScenario.given(1, {}, await onPostgres(database));
    await scenario.when(assign(1, { subject: alice() }));
    await erase();
    await scenario.at(L);
    await database.owner.query(`update lanes set closed_because = 'a test'`);
    try {
      expect(await erasure.lanesDue()).toEqual([]);
      await expect(erase()).rejects.toThrow('lane 0 is closed');
    } finally {
      await database.owner.query('update lanes set closed_because = null');
    }
    expect(await erasure.lanesDue()).toEqual([lane]);
  });
});

describe('a subject that was only refused', () => {
  const forget = () => new PostgresOldRefusals(database.pool, 1).deleteOlderThan(refusalRetentionSeconds, 100);

  it('is kept as long as its last refusal, and longer under a legal hold or with an assignment', async () => {
    const scenario = await LaneScenario.given(1, {}, await onPostgres(database));
    await scenario.batch(assign(1), ...[2, 3, 4].map((n) => assign(n)));
    await database.owner.query(
      `insert into legal_holds (subject_id, placed_by, reason) select subject_id, 'auditor', 'case' from subjects where reference = 'user-4'`,
    );
    await (await scenario.at(100)).when(assign(13, { subject: alice('user-3') }));
    await scenario.at(refusalRetentionSeconds + 1);
    await forget();
    expect(await references()).toEqual(['user-1', 'user-3', 'user-4']);
    // The subject of user-3 is what remains of its refusals.
    expect(await scenario.when(assign(13, { subject: alice('user-3') }))).toMatchObject({
      refusal: { code: 'pool-exhausted' },
    });
    await scenario.at(refusalRetentionSeconds + 101);
    await forget();
    expect(await references()).toEqual(['user-1', 'user-4']);
    expect(await scenario.identity(impi(1))).toMatchObject({ generation: 1 });
  });
});
