import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Assign, PoolId, PoolTerms, Subject } from '@allocator/domain';
import { fingerprintOf } from '@allocator/application';
import { LaneScenario, alice, assign, commandId } from '@allocator/testing';
import type { FreshDatabase } from '../support/fresh-database.js';
import { freshDatabase } from '../support/fresh-database.js';
import { onPostgres } from '../support/on-postgres.js';

const L = 3_600;
const bob = alice('bob');
const session: Subject = { kind: 'anonymous', session: 'alice' };
const keyReused = { kind: 'refused', refusal: { code: 'idempotency-key-reused' } };

/** Alice's command with id 1, which is sent again. */
const ofAlice = (changes: Partial<Assign> = {}): Assign => assign(1, { subject: alice(), ...changes });

/** The answer to the command, after commands that assign the pool's only identity to another subject, or one to Alice. */
const answers: readonly [string, Partial<PoolTerms>, readonly Assign[], object][] = [
  ['assigned', {}, [], { kind: 'assigned' }],
  ['found', { repeatSubject: 'same' }, [assign(2, { subject: alice() })], { kind: 'found' }],
  ['refused, for a subject that the pool does not know yet', {}, [assign(2)], { kind: 'refused' }],
  [
    'refused, for a subject with an assignment',
    { repeatSubject: 'refuse' },
    [assign(2, { subject: alice() })],
    { kind: 'refused' },
  ],
];

describe.each(['in memory', 'in PostgreSQL'])('a retried assignment, %s', (where) => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase(1);
  });
  afterAll(() => database.drop());
  const given = async (terms: Partial<PoolTerms> = {}) =>
    LaneScenario.given(1, terms, where === 'in memory' ? undefined : await onPostgres(database));

  it.each(answers)(
    '%s: the same command gets the first answer; another subject, kind or pool is refused',
    async (...[, terms, before, answer]) => {
      const scenario = await given(terms);
      for (const command of before) await scenario.when(command);
      const first = await scenario.when(ofAlice());
      expect(first).toMatchObject(answer);
      expect(await scenario.when(ofAlice())).toEqual(first);
      for (const other of [{ subject: bob }, { subject: session }, { poolId: 'pool-b' as PoolId }]) {
        expect([other, await scenario.when(ofAlice(other))]).toEqual([other, keyReused]);
      }
      // Bob is known to the pool now, but the command is still Alice's.
      await scenario.when(assign(3, { subject: bob }));
      expect(await scenario.when(ofAlice({ subject: bob }))).toEqual(keyReused);
      expect(await scenario.when(ofAlice())).toEqual(first);
    },
  );

  it.each(answers)(
    '%s: after the erasure of its subject, any subject gets the first answer',
    async (...[, terms, before]) => {
      const scenario = await given(terms);
      for (const command of before) await scenario.when(command);
      const first = await scenario.when(ofAlice());
      await scenario.at(L);
      await scenario.on.erase('pool-a' as PoolId, alice());
      for (const subject of [alice(), bob]) expect(await scenario.when(ofAlice({ subject }))).toEqual(first);
      expect(await scenario.when(ofAlice({ subject: session }))).toEqual(keyReused);
      // Alice returns as a new subject.
      await scenario.when(assign(9, { subject: alice() }));
      expect(await scenario.when(ofAlice())).toEqual(first);
    },
  );

  it.each(answers)('%s: a retry in the same batch gets the same answer', async (...[, terms, before]) => {
    const scenario = await given(terms);
    const outcomes = await scenario.batch(...before, ofAlice(), ofAlice(), ofAlice({ subject: bob }));
    const [first, again, other] = outcomes.slice(before.length);
    expect([again, other]).toEqual([first, keyReused]);
  });

  it('refused for an unknown pool: its subject is not stored, so any subject gets the first answer', async () => {
    const scenario = await given();
    const first = await scenario.when(ofAlice({ poolId: 'pool-b' as PoolId }));
    expect(first).toMatchObject({ refusal: { code: 'pool-not-found' } });
    expect(await scenario.when(ofAlice({ poolId: 'pool-b' as PoolId, subject: bob }))).toEqual(first);
  });

  it('gives a formerly refused subject the opaque id with which its refusal is stored', async () => {
    const scenario = await given();
    await scenario.batch(assign(2), ofAlice());
    await (await scenario.at(L)).when(assign(3, { subject: alice() }));
    const assigned = scenario.events.filter(({ type }) => type === 'Assigned').map(({ data }) => data);
    expect(assigned).toMatchObject([{}, { subjectId: ofAlice().proposedSubjectId }]);
  });
});

describe('the fingerprint of an assignment', () => {
  it('does not depend on the reference of the subject, but on id, kind and pool', () => {
    const mine = fingerprintOf(ofAlice());
    expect(fingerprintOf(ofAlice({ subject: bob }))).toBe(mine);
    const others = [{ subject: session }, { poolId: 'pool-b' as PoolId }, { commandId: commandId(2) }];
    expect(new Set([mine, ...others.map((other) => fingerprintOf(ofAlice(other)))]).size).toBe(4);
  });
});
