import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BatchExecutor, ImportIdentities, SetTerms, batchItem, refusalRetentionSeconds } from '@allocator/application';
import type { AgreementId, AssignmentId, Impi, OperatorId, OperatorProfile, Outcome, PoolId } from '@allocator/domain';
import { laneOf, plusSeconds } from '@allocator/domain';
import {
  PostgresDueLeases,
  PostgresEventReader,
  PostgresLaneStore,
  PostgresOldRefusals,
  PostgresQueries,
  PostgresTermsStore,
} from '@allocator/postgres';
import {
  assign,
  impi,
  indicate,
  newYear,
  operatorProfile,
  proposedAgreement,
  proposedProfile,
  release,
  testOrigin,
} from '@allocator/testing';
import type { FreshDatabase } from '../support/fresh-database.js';
import { freshDatabase } from '../support/fresh-database.js';

const lanes = 8;
const poolId = 'pool-a' as PoolId;
const lane = laneOf(poolId, lanes);
const profile = proposedProfile();
const agreement = proposedAgreement({ quarantineSeconds: 60 });
const pool = { poolId, agreementId: agreement.agreementId, anonymous: 'allowed', repeatSubject: 'another' } as const;

/** One history: each case continues after the one before. */
describe('terms, import and queries on PostgreSQL', () => {
  let database: FreshDatabase;
  let terms: SetTerms;
  let imports: ImportIdentities;
  let queries: PostgresQueries;
  let executor: BatchExecutor;
  beforeAll(async () => {
    database = await freshDatabase(lanes);
    await database.setNow(newYear);
    const store = new PostgresLaneStore(database.pool);
    terms = new SetTerms(new PostgresTermsStore(database.pool, lanes), lanes, testOrigin);
    imports = new ImportIdentities(store, lanes, testOrigin);
    queries = new PostgresQueries(database.pool, lanes);
    executor = new BatchExecutor(store, testOrigin);
  });
  afterAll(() => database.drop());

  const when = async (command: Parameters<typeof batchItem>[0]): Promise<Outcome> => {
    const [outcome] = await executor.executeBatch(lane, [batchItem(command)]);
    return outcome as Outcome;
  };

  it('sets operator, agreement and pool in this order, each version once', async () => {
    expect(await terms.setAgreement(agreement)).toMatchObject({ refusal: { code: 'operator-not-found' } });
    expect(await terms.setOperator(profile)).toMatchObject({
      terms: { profile: { version: 1 }, infeasibleAgreements: [] },
    });
    expect(await terms.setPool(pool)).toMatchObject({ refusal: { code: 'agreement-not-found' } });
    expect(await terms.setAgreement(agreement)).toMatchObject({ terms: { agreement: { version: 1 } } });
    expect(await terms.setPool(pool)).toMatchObject({ terms: { tokenLifetimeSeconds: 2682, agreementVersion: 1 } });
    await terms.setOperator(profile);
    await terms.setPool(pool);
    const events = await new PostgresEventReader(database.pool, lanes).readEvents(lane, 0, {
      countMax: 10,
      bytesMax: 1e6,
    });
    expect(events.map(({ document }) => (JSON.parse(document) as { type: string }).type)).toEqual(['PoolSet']);
  });

  it('finds the agreements that leave no usable token under a profile, as the domain does', async () => {
    const ids = async (changes: Partial<OperatorProfile>, countMax = 10) =>
      (await queries.infeasibleAgreements([operatorProfile(changes)], countMax)).get(profile.operatorId);
    const short = { ...agreement, agreementId: 'agreement-b' as AgreementId, minTokenLifetimeSeconds: 0 };
    await terms.setAgreement(short);
    // 3,600 s of L less 318 s of G: 3,282 s are left for R_max and a token of at least 60 s, or 1 s.
    expect(await ids({ maxRegistrationSeconds: 3_222 })).toBeUndefined();
    expect(await ids({ maxRegistrationSeconds: 3_223 })).toEqual(['agreement-a']);
    expect(await ids({ maxRegistrationSeconds: 3_281 })).toEqual(['agreement-a']);
    expect(await ids({ maxRegistrationSeconds: 3_282 })).toEqual(['agreement-a', 'agreement-b']);
    expect(await ids({ maxRegistrationSeconds: 3_282 }, 1)).toEqual(['agreement-a']);
    const incomplete = operatorProfile({ registrationModel: 'capped-by-token' });
    const found = await queries.infeasibleAgreements(
      [incomplete, operatorProfile({ operatorId: 'op-z' as OperatorId })],
      10,
    );
    expect([...found]).toEqual([['op-a', ['agreement-a', 'agreement-b']]]);
  });

  it('imports rows with a result for each, and finds them present the second time', async () => {
    const rows = [
      { row: 1, impi: impi(1), impus: ['sip:web-1@OP-A.example', 'tel:+49 30 901820-417'] },
      { row: 2, impi: impi(2), impus: ['sip:web-2@op-a.example'] },
      { row: 3, impi: impi(3), impus: ['sip:+4930901820417@op-a.example;user=phone'] },
      { row: 4, impi: 'web 4', impus: ['sip:web-4@op-a.example'] },
      { row: 5, impi: impi(2), impus: ['sip:web-5@op-a.example'] },
    ];
    const verdicts = await imports.importRows(poolId, rows);
    expect(verdicts).toMatchObject([
      { verdict: 'imported' },
      { verdict: 'imported' },
      { verdict: 'rejected', code: 'alias-taken', detail: 'tel:+4930901820417 is in use already' },
      { verdict: 'rejected', code: 'impi-malformed' },
      { verdict: 'rejected', code: 'impi-known-with-other-impus' },
    ]);
    expect(await imports.importRows(poolId, rows.slice(0, 2))).toMatchObject([
      { verdict: 'alreadyPresent' },
      { verdict: 'alreadyPresent' },
    ]);
    expect(await imports.importRows('pool-x' as PoolId, rows)).toBe('pool-not-found');
  });

  it('accepts a name once across all pools and lanes, and releases the names of a refused row', async () => {
    const other = { ...pool, poolId: 'pool-b' as PoolId };
    await terms.setPool(other);
    const taken = [{ row: 1, impi: impi(9), impus: ['sip:free@op-a.example', 'sip:web-2@op-a.example'] }];
    expect(await imports.importRows(other.poolId, taken)).toMatchObject([{ code: 'alias-taken' }]);
    const sameImpi = [{ row: 1, impi: impi(1), impus: ['sip:another-name@op-a.example'] }];
    expect(await imports.importRows(other.poolId, sameImpi)).toMatchObject([
      { code: 'alias-taken', detail: `impi:${impi(1)} is in use already`, takenBy: { poolId, impi: impi(1) } },
    ]);
    const free = [{ row: 1, impi: impi(8), impus: ['sip:free@op-a.example'] }];
    expect(await imports.importRows(other.poolId, free)).toMatchObject([{ verdict: 'imported' }]);
  });

  it('counts the identities of a pool by state, as of a position', async () => {
    await when(assign(1));
    await database.setNow(plusSeconds(newYear, 100));
    await when(assign(2));
    await when(release(3, `${String(lane)}-5`));
    expect(await queries.availability(poolId)).toEqual({
      total: 2,
      assignable: 0,
      assigned: 1,
      held: 1,
      quarantined: 0,
      suspended: 0,
      nextReassignableAt: plusSeconds(newYear, 3660),
      lane,
      position: 6,
    });
    await database.setNow(plusSeconds(newYear, 3600));
    expect(await queries.availability(poolId)).toMatchObject({ held: 1, quarantined: 1 });
    await database.setNow(plusSeconds(newYear, 3660));
    expect(await queries.availability(poolId)).toMatchObject({
      held: 1,
      assignable: 1,
      nextReassignableAt: plusSeconds(newYear, 3760),
    });
    expect(await queries.availability('pool-x' as PoolId)).toBeUndefined();
  });

  it('reads an assignment from its own events, even if its identity was assigned again', async () => {
    const former = `${String(lane)}-4` as AssignmentId;
    expect(await queries.assignment(former)).toMatchObject({ state: 'expired', impi: impi(1), generation: 1 });
    await when(assign(4));
    expect(await queries.assignment(former)).toMatchObject({ state: 'expired', generation: 1 });
    expect(await queries.assignment(`${String(lane)}-5` as AssignmentId)).toMatchObject({ state: 'released' });
    expect(await queries.assignment('7-1' as AssignmentId)).toBeUndefined();
    expect(await queries.identity(poolId, impi(1))).toMatchObject({ identity: { generation: 2 } });
    expect(await queries.poolOf(impi(1))).toBe(poolId);
    expect(await queries.poolOf('unknown@op-a.example' as Impi)).toBeUndefined();
  });

  it('finds each lane’s earliest bound', async () => {
    const { now, bounds } = await new PostgresDueLeases(database.pool, lanes).earliestBounds();
    expect({ now, bounds }).toEqual({
      now: plusSeconds(newYear, 3660),
      bounds: [{ lane, reassignableAt: plusSeconds(newYear, 3700) }],
    });
  });

  it('moves the bounds of live leases immediately when a profile raises them', async () => {
    const raised = { ...profile, maxRegistrationSeconds: 700 };
    expect(await terms.setOperator(raised)).toMatchObject({ terms: { profile: { version: 2 } } });
    expect(await queries.identity(poolId, impi(1))).toMatchObject({
      identity: {
        assignableAt: plusSeconds(newYear, 3660 + 3600 + 100 + 60),
        holding: { lease: { reassignableAt: plusSeconds(newYear, 3660 + 3600 + 100), operatorVersion: 1 } },
      },
    });
    await when(indicate(10, impi(1), 2));
    await when(indicate(11, impi(2), 1));
    expect(await queries.pool(poolId)).toMatchObject({ operatorVersion: 2, tokenLifetimeSeconds: 2582 });
    expect(await queries.operator('op-x' as OperatorId)).toBeUndefined();
    expect(await queries.wwsfIds()).toEqual(['wwsf-a']);
  });

  it('deletes only refusals after their retention', async () => {
    const refusals = new PostgresOldRefusals(database.pool, lanes);
    const before = await when(assign(20, { poolId: 'pool-x' as PoolId }));
    expect(before).toMatchObject({ refusal: { code: 'pool-not-found' } });
    const accepted = await when(release(21, `${String(lane)}-4`));
    await database.setNow(plusSeconds(newYear, 3660 + refusalRetentionSeconds));
    expect(await refusals.deleteOlderThan(refusalRetentionSeconds, 10)).toBe(0);
    await database.setNow(plusSeconds(newYear, 3661 + refusalRetentionSeconds));
    expect(await refusals.deleteOlderThan(refusalRetentionSeconds, 10)).toBe(1);
    expect(await when(release(21, `${String(lane)}-4`))).toEqual(accepted);
  });
});
