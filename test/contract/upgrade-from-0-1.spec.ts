import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { BatchExecutor, HoldMover, ImportIdentities, SetTerms, appendEvents, batchItem } from '@allocator/application';
import type { AgreementId, DomainEvent, Identity, Impi, Lane, Outcome, PoolId, Position } from '@allocator/domain';
import { evolve, plusSeconds } from '@allocator/domain';
import type { IdentityEvent, Lease } from '@allocator/domain';
import {
  PostgresEventReader,
  PostgresHoldMoves,
  PostgresLaneStore,
  PostgresTermsStore,
  openDatabase,
  readIdentities,
} from '@allocator/postgres';
import {
  alice,
  assign,
  checkConservation,
  commandId,
  impi,
  newYear,
  prolong,
  proposedProfile,
  revoke,
  testOrigin,
} from '@allocator/testing';
import { describeOnOneServer } from '../support/describe-on-one-server.js';
import type { FreshDatabase } from '../support/fresh-database.js';
import { freshDatabase } from '../support/fresh-database.js';
import { givenPool } from '../support/given-pool.js';

const lane = 0 as Lane;
const poolId = 'pool-a' as PoolId;
/** R_max 600, G 318. */
const profile = proposedProfile();
const L = 3_600;
const at = (seconds: number) => plusSeconds(newYear, seconds);

/** A database that version 0.1 has written, and the first start of this version on it. */
describeOnOneServer('a database of version 0.1', () => {
  let database: FreshDatabase;
  let executor: BatchExecutor;
  beforeAll(async () => {
    database = await freshDatabase(1);
    await database.setNow(newYear);
    const store = new PostgresLaneStore(database.pool);
    const terms = new SetTerms(new PostgresTermsStore(database.pool, 1), 1, testOrigin);
    executor = new BatchExecutor(store, testOrigin);
    await givenPool(terms, new ImportIdentities(store, 1, testOrigin), {
      identities: 6,
      policy: { affinity: true },
    });
    for (const n of [1, 2, 3, 4, 5, 6]) await when(assign(n));
    const assignments = new Map((await identities()).map((each) => [each.impi, lease(each).assignmentId]));
    await when(prolong(10, assignments.get(impi(4)) ?? ''));
    await when(prolong(11, assignments.get(impi(4)) ?? ''));
    await when(revoke(12, { impi: impi(5) }));
    // The rule of version 0.1: free at the end of the token and the guard, although a registration can last for R_max longer.
    await database.owner.query('alter table availability disable trigger user');
    await record(impi(1), (identity) => shortened(identity, at(3_000)));
    await record(impi(2), (identity) => shortened(identity, at(100)));
    await record(impi(3), (identity) => shortened(identity, newYear, 'token-refused'));
    await record(impi(6), (identity) => shortened(identity, at(3_000)));
    await when(revoke(13, { impi: impi(6), quarantineSeconds: 0 }));
    await database.owner.query('alter table availability enable trigger user');
    await database.setNow(at(200));
    await executor.executeBatch(lane, [{ command: { type: 'ExpireDue', countMax: 9 } }]);
    await toVersion01(database);
    await (await openDatabase({ url: database.url, lanes: 1, onIdleError: () => undefined })).close();
  }, 60_000);
  afterAll(() => database.drop());

  const when = async (command: Parameters<typeof batchItem>[0]): Promise<Outcome> => {
    const [outcome] = await executor.executeBatch(lane, [batchItem(command)]);
    return outcome as Outcome;
  };
  const identities = () => readIdentities(database.pool, lane);
  const identity = async (of: Impi): Promise<Identity> =>
    (await identities()).find((each) => each.impi === of) as Identity;
  const documents = async () => {
    const reader = new PostgresEventReader(database.pool, 1);
    const events = await reader.readEvents(lane, 0, { countMax: 1_000, bytesMax: 10_000_000 });
    return events.map(({ document }) => document);
  };

  /** Writes an event and its identity as version 0.1 did. */
  async function record(of: Impi, eventOf: (identity: Identity) => IdentityEvent): Promise<void> {
    const before = await identity(of);
    const event = eventOf(before);
    await new PostgresLaneStore(database.pool).inLane(lane, async (open) => {
      const position = (open.head.position + 1) as Position;
      const recorded = [{ ...event, lane, position, recordedAt: open.now }] as Parameters<typeof appendEvents>[1];
      const backlinks = { identityNumber: () => before.number, fingerprint: () => '1' };
      const appended = appendEvents(open.head, recorded, testOrigin, backlinks);
      if (appended === undefined) throw new Error('the event was not appended');
      await open.write({ ...appended, changed: [evolve(before, event)], imported: [], subjects: [], outcomes: [] });
    });
  }

  it('can no longer be used by version 0.1, whose rule would apply beside this one', async () => {
    await expect(database.owner.query('select from lock_lane(0::smallint)')).rejects.toThrow('does not exist');
  });

  it('has the number of tokens of each lease, and the holder from whom an identity was revoked', async () => {
    expect(lease(await identity(impi(4)))).toMatchObject({ tokenSequence: 3 });
    expect(lease(await identity(impi(1)))).toMatchObject({ tokenSequence: 1 });
    const revoked = await identity(impi(5));
    expect(revoked.keptFrom).toBe(lease(revoked).subjectId);
  });

  it('assigns no identity that an indication freed before its full bound, even before its lease is moved', async () => {
    await database.setNow(at(3_000));
    // A refusal of the only token of a lease was a proof then, as it is now.
    expect(await when(assign(20))).toMatchObject({ assignment: { impi: impi(3) } });
    expect(await when(assign(21))).toMatchObject({
      refusal: { code: 'pool-exhausted', nextReassignableAt: at(L) },
    });
    await database.setNow(at(L - 0.001));
    expect(await when(assign(22))).toMatchObject({ refusal: { code: 'pool-exhausted' } });
  });

  it('moves its leases back to the full bound, once, with an event each', async () => {
    await database.setNow(at(L - 0.001));
    const mover = new HoldMover(new PostgresHoldMoves(database.pool, 1), testOrigin);
    expect(await mover.movingPools()).toEqual([{ lane, poolId }]);
    await mover.finish(profile.operatorId);
    const moved = (await documents()).map(
      (text) => JSON.parse(text) as { type: string; subject: string; data: object },
    );
    const restored = moved.filter(({ type }) => type === 'HoldExtended');
    expect(restored.map(({ subject, data }) => ({ subject, ...data }))).toMatchObject(
      [impi(1), impi(2), impi(6)].map((subject) => ({
        subject,
        operatorVersion: 1,
        assignableAt: new Date(at(L)).toISOString(),
      })),
    );
    // An identity that was revoked since is not assigned to its holder again.
    expect(restored.map(({ data }) => 'restored' in data)).toEqual([true, true, false]);
    expect(await mover.movingPools()).toEqual([]);
    const open = await identity(impi(1));
    expect(open.holding).toMatchObject({ status: 'assigned', lease: { reassignableAt: at(L) } });
    expect((await identity(impi(2))).holding).toMatchObject({ status: 'expired', lease: { reassignableAt: at(100) } });
    expect(await when(prolong(30, lease(open).assignmentId))).toMatchObject({ kind: 'prolonged' });
  });

  it('assigns its identities to the next holders at the full bound', async () => {
    await database.setNow(at(L));
    expect(await when(assign(40, { subject: alice('x') }))).toMatchObject({ assignment: { impi: impi(2) } });
    expect(checkConservation(lane, await documents(), await identities())).toEqual([]);
  });
});

describeOnOneServer('a capped-by-token profile of version 0.1', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase(1);
    await database.setNow(newYear);
  }, 60_000);
  afterAll(() => database.drop());

  it('gets the usual minimum of a registrar, once, as a raise that moves live leases', async () => {
    const store = new PostgresLaneStore(database.pool);
    const terms = new SetTerms(new PostgresTermsStore(database.pool, 1), 1, testOrigin);
    const capped = { ...profile, registrationModel: 'capped-by-token', minRegistrationSeconds: 0 } as const;
    await givenPool(terms, new ImportIdentities(store, 1, testOrigin), { identities: 1, profile: capped });
    await new BatchExecutor(store, testOrigin).executeBatch(lane, [batchItem(assign(1))]);
    for (const table of ['operators', 'operator_versions']) {
      await database.owner.query(`update ${table} set terms = (terms::jsonb - 'minRegistrationSeconds')::json`);
    }
    await toVersion01(database);
    await (await openDatabase({ url: database.url, lanes: 1, onIdleError: () => undefined })).close();
    const executor = new BatchExecutor(store, testOrigin);
    const refused = await executor.executeBatch(lane, [batchItem(assign(2))]);
    expect(refused).toMatchObject([{ refusal: { code: 'agreement-infeasible' } }]);
    // Only a change of the profile lets the pool assign on it.
    await terms.setPool({
      poolId,
      agreementId: 'agreement-a' as AgreementId,
      anonymous: 'refused',
      repeatSubject: 'same',
    });
    const again = await executor.executeBatch(lane, [batchItem(assign(4))]);
    expect(again).toMatchObject([{ refusal: { code: 'agreement-infeasible' } }]);
    expect(await terms.completeProfiles()).toMatchObject({
      completed: [{ profile: { version: 2, minRegistrationSeconds: 60 }, infeasibleAgreements: [] }],
      inClosedLanes: [],
    });
    const [held] = await readIdentities(database.pool, lane);
    expect(held?.holding).toMatchObject({ lease: { tokenExpiresAt: at(L - 318), reassignableAt: at(L + 60) } });
    const next = await executor.executeBatch(lane, [batchItem(assign(3))]);
    expect(next).toMatchObject([{ refusal: { code: 'pool-exhausted', nextReassignableAt: at(L + 60) } }]);
    expect(await terms.completeProfiles()).toEqual({ completed: [], inClosedLanes: [] });
  });
});

/** The schema of version 0.1. */
async function toVersion01({ owner }: FreshDatabase): Promise<void> {
  await owner.query(`
    alter table availability drop column token_sequence, drop column last_token_ends_at, drop column kept_from,
      drop column tokens_refused, drop column former_token_revived;
    create function lock_lane(wanted smallint) returns void language sql as '';
    delete from migrations where name = 'NumberedTokens1764600000000'`);
}

function lease({ holding }: Identity): Lease {
  if (holding.status === 'never-assigned') throw new Error('the identity was never assigned');
  return holding.lease;
}

function shortened(identity: Identity, reassignableAt: Lease['reassignableAt'], ground = 'token-alive'): IdentityEvent {
  const { poolId: pool, impi: of, impus, generation } = identity;
  const { assignmentId, subjectId } = lease(identity);
  const released = {
    type: 'Released',
    data: {
      assignmentId,
      poolId: pool,
      impi: of,
      impus,
      generation,
      subjectId,
      reassignableAt,
      assignableAt: reassignableAt,
      effectiveAt: newYear,
      by: 'ep-cscf',
      ground,
      commandId: commandId(100 + identity.number),
    },
  };
  return released as DomainEvent as IdentityEvent;
}
