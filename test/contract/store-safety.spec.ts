import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { appendEvents, batchItem, wantedBy } from '@allocator/application';
import type { Identity, Lane, Stock } from '@allocator/domain';
import { decideBatch, plusSeconds } from '@allocator/domain';
import { LanesDifferError, PostgresLaneStore, openDatabase } from '@allocator/postgres';
import {
  LaneScenario,
  assign,
  impi,
  indicate,
  newYear,
  prolong,
  release,
  revoke,
  testOrigin,
} from '@allocator/testing';
import type { FreshDatabase } from '../support/fresh-database.js';
import { freshDatabase } from '../support/fresh-database.js';
import { onPostgres } from '../support/on-postgres.js';
import { waitingForLane } from '../support/waiting-for-lane.js';

/** What the database itself guarantees, whatever the program does. */
describe('the store refuses', () => {
  let database: FreshDatabase;
  let scenario: LaneScenario;
  beforeAll(async () => {
    database = await freshDatabase(1);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    scenario = await LaneScenario.given(2, { quarantineSeconds: 60 }, await onPostgres(database));
    await scenario.when(assign(1));
  });

  const iso = (seconds: number) => new Date(plusSeconds(newYear, seconds)).toISOString();
  /** What a bug could write to the identity that is assigned. Citus takes no functions of columns in an update. */
  const change = (what: string) => database.pool.query(`update availability set ${what} where lane = 0 and number = 1`);
  /** SQL of a column's instant, so many seconds later. */
  const later = async (column: string, seconds: number): Promise<string> => {
    const { rows } = await database.owner.query<{ at: string }>(
      `select (${column} + make_interval(secs => $1))::text as at from availability where lane = 0 and number = 1`,
      [seconds],
    );
    return `'${rows[0]?.at ?? ''}'`;
  };
  /** The identity is assigned again at this instant. */
  const assignAgain = (seconds: number, generation = 2) =>
    change(`generation = ${String(generation)}, assignment_position = 99, subject_id = '${randomUUID()}',
      assigned_at = '${iso(seconds)}', reassignable_at = '${iso(seconds + 3_600)}', assignable_at = '${iso(seconds + 3_600)}'`);

  it('a second holder before the first one’s bound and quarantine, but not afterwards', async () => {
    await expect(assignAgain(3659.999)).rejects.toThrow('would have two holders');
    await assignAgain(3660);
  });

  it('taking an identity back if the subject differs, it was revoked, or the former token would outlive the new one', async () => {
    const takeBack = async (what: string) =>
      change(`generation = 2, assignment_position = 99, status = 'assigned', released_by = null,
        taken_back = true, assigned_at = ${await later('assigned_at', 60)}, ${what}`);
    const bounds = `reassignable_at = ${await later('reassignable_at', 60)}, assignable_at = ${await later('assignable_at', 60)}`;
    await expect(takeBack(bounds)).rejects.toThrow('would have two holders');
    await scenario.when(release(2, '0-3'));
    await expect(takeBack(`${bounds}, subject_id = '${randomUUID()}'`)).rejects.toThrow('would have two holders');
    await expect(takeBack(`${bounds}, subject_kind = 'anonymous'`)).rejects.toThrow('would have two holders');
    await expect(takeBack(`${bounds}, token_expires_at = ${await later('token_expires_at', -1)}`)).rejects.toThrow(
      'would have two holders',
    );
    await expect(takeBack(`reassignable_at = ${await later('reassignable_at', -1)}`)).rejects.toThrow(
      'would have two holders',
    );
    await change(`released_by = 'ims-operator'`);
    await expect(takeBack(bounds)).rejects.toThrow('would have two holders');
    await change(`released_by = 'wwsf'`);
    await takeBack(bounds);
  });

  it('a generation that is not the next one, or a new holder with the old one', async () => {
    await expect(assignAgain(9000, 3)).rejects.toThrow('generation 3 after 1');
    await expect(assignAgain(9000, 1)).rejects.toThrow('a new holder without a new generation');
  });

  it('an identity that is assigned to the holder from whom it was revoked, at any time', async () => {
    await scenario.when(revoke(2));
    const goBack = (subject: string) =>
      change(`generation = 2, assignment_position = 99, subject_id = ${subject}, kept_from = null, status = 'assigned', released_by = null,
        assigned_at = '${iso(9_000)}', reassignable_at = '${iso(12_600)}', assignable_at = '${iso(12_600)}'`);
    await expect(goBack('subject_id')).rejects.toThrow('was revoked from its last holder');
    await expect(change('kept_from = null')).rejects.toThrow('was revoked from its holder');
    await goBack(`'${randomUUID()}'`);
  });

  it('a bound that moves earlier, except when an eP-CSCF’s proof closes the lease', async () => {
    const earlier = async (further = '') =>
      change(`reassignable_at = ${await later('reassignable_at', -1)} ${further}`);
    await expect(earlier()).rejects.toThrow('cannot move earlier');
    await expect(earlier(`, status = 'released', released_by = 'ep-cscf'`)).rejects.toThrow('cannot move earlier');
    await (await scenario.at(10)).when(indicate(2, impi(1), 1));
  });

  it('an identity that becomes assignable earlier, and a guard that becomes shorter', async () => {
    // Later than the bound, as after a raise.
    await change(`assignable_at = ${await later('reassignable_at', 3_600)}`);
    await expect(change('assignable_at = reassignable_at')).rejects.toThrow('cannot move earlier');
    await (await scenario.at(10)).when(indicate(2, impi(1), 1));
    await change(`assignable_at = ${await later('reassignable_at', 3_600)}`);
    await expect(change('assignable_at = reassignable_at')).rejects.toThrow('cannot move earlier');
    await expect(change('guard_seconds = guard_seconds - 1')).rejects.toThrow('guard cannot become shorter');
  });

  it('a smaller number of tokens, or a token end that moves earlier', async () => {
    await (await scenario.at(10)).when(prolong(2, '0-3'));
    await expect(change('token_sequence = 1')).rejects.toThrow('cannot be taken back');
    await expect(change(`token_expires_at = ${await later('token_expires_at', -1)}`)).rejects.toThrow(
      'cannot be taken back',
    );
  });

  it('an identity without names', async () => {
    await expect(change(`impus = '[]'`)).rejects.toThrow('would be malformed');
    await change(`impus = '["sip:other@op.example"]'`);
  });

  it.each(['update events set document = document', 'delete from events', 'truncate events'])(
    'a change of history: %s',
    async (statement) => {
      await expect(database.pool.query(statement)).rejects.toThrow('permission denied for table events');
      await expect(database.owner.query(statement)).rejects.toThrow('events are append-only');
    },
  );

  it('a second event at a position, and a second event for a command', async () => {
    const again = `insert into events (lane, position, type, command_id, fingerprint, document)
      select lane, position + $1, type, command_id, fingerprint, document from events where type = 'Assigned'`;
    await expect(database.pool.query(again, [0])).rejects.toThrow('events_pkey');
    await expect(database.pool.query(again, [1])).rejects.toThrow('events_by_command');
  });

  it('a start with another number of lanes', async () => {
    const { url } = database;
    const open = openDatabase({ url, lanes: 4, onIdleError: () => undefined });
    await expect(open).rejects.toThrow(LanesDifferError);
    await expect(open).rejects.toThrow('start with LANES=1');
  });

  it('the whole batch if one of its writes is refused: they commit together', async () => {
    const store = new PostgresLaneStore(database.lanePool);
    const item = batchItem(assign(2));
    const assignFirst = async (wrong: Partial<Identity>) => {
      const answers = await store.decideInLanes(new Map([[0 as Lane, wantedBy([item])]]), (view, head) => {
        const { events, identities, subjects, answers } = decideBatch(view, [item]);
        const backlinks = { identityNumber: () => undefined, fingerprint: () => '1' };
        const appended = appendEvents(head, events, testOrigin, backlinks);
        if (appended === undefined) throw new Error('the batch assigned nothing');
        const changed = identities.map((identity) => ({ ...identity, ...wrong }));
        return { answer: answers[0]?.kind, changes: { ...appended, imported: [], outcomes: [], subjects, changed } };
      });
      return answers.get(0 as Lane);
    };
    const before = await scenario.on.documents();
    await expect(assignFirst({ generation: 2 })).rejects.toThrow('generation 2 after 0');
    await expect(assignFirst({ stock: 'lost' as Stock })).rejects.toThrow('would be malformed');
    expect(await scenario.on.documents()).toEqual(before);
    expect(await assignFirst({})).toBe('assigned');
    expect(await scenario.on.documents()).toHaveLength(before.length + 1);
  });

  it('to miss a change of a row that another transaction has moved: the batch is decided again', async () => {
    const other = await database.owner.connect();
    await other.query('begin');
    await other.query(`update availability set impus = '["sip:moved@op.example"]' where lane = 0 and number = 2`);
    const assigned = scenario.when(assign(2));
    await waitingForLane(database);
    await other.query('commit');
    other.release();
    await assigned;
    expect(await scenario.identity(impi(2))).toMatchObject({
      impus: ['sip:moved@op.example'],
      generation: 1,
      holding: { status: 'assigned' },
    });
  });

  it('to lose a batch with its connection: a transaction whose connection ends while it waits is run again', async () => {
    const store = new PostgresLaneStore(database.pool);
    const holder = await database.owner.connect();
    await holder.query('begin');
    await holder.query('select from lanes where lane = 0 for update');
    const waiting = store.inLane(0 as Lane, (open) => Promise.resolve(open.head.position));
    await database.owner.query(`select pg_terminate_backend(${await waitingForLane(database)})`);
    await holder.query('commit');
    holder.release();
    expect(await waiting).toBe(3);
  });

  it('to decide before it has the lock: the clock is read after the lock', async () => {
    const store = new PostgresLaneStore(database.pool);
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    let holding: () => void = () => undefined;
    const isHolding = new Promise<void>((resolve) => (holding = resolve));
    const first = store.inLane(0 as Lane, async () => {
      holding();
      await held;
    });
    await isHolding;
    const second = store.inLane(0 as Lane, (open) => Promise.resolve(open.now));
    await waitingForLane(database);
    await scenario.at(500);
    letGo();
    await first;
    expect(await second).toBe(plusSeconds(newYear, 500));
  });
});
