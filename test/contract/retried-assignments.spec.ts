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

/** Alice's command, which is sent again under its id 1. */
const ofAlice = (changes: Partial<Assign> = {}): Assign => assign(1, { subject: alice(), ...changes });

/** What the command is answered: before it somebody else may be lent the pool's only identity, or Alice another one. */
const answers: readonly [string, Partial<PoolTerms>, readonly Assign[], object][] = [
  ['assigned', {}, [], { kind: 'assigned' }],
  ['found', { repeatSubject: 'same' }, [assign(2, { subject: alice() })], { kind: 'found' }],
  ['refused, of a subject that the pool knows by nothing else', {}, [assign(2)], { kind: 'refused' }],
  ['refused, of a holder', { repeatSubject: 'refuse' }, [assign(2, { subject: alice() })], { kind: 'refused' }],
];

describe.each(['in memory', 'in PostgreSQL'])('an assignment that is sent again under its id, %s', (where) => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase(1);
  });
  afterAll(() => database.drop());
  const given = async (terms: Partial<PoolTerms> = {}) =>
    LaneScenario.given(1, terms, where === 'in memory' ? undefined : await onPostgres(database));

  it.each(answers)(
    '%s: the same gets the first answer, another subject, kind or pool none',
    async (...[, terms, before, answer]) => {
      const scenario = await given(terms);
      for (const command of before) await scenario.when(command);
      const first = await scenario.when(ofAlice());
      expect(first).toMatchObject(answer);
      expect(await scenario.when(ofAlice())).toEqual(first);
      for (const other of [{ subject: bob }, { subject: session }, { poolId: 'pool-b' as PoolId }]) {
        expect([other, await scenario.when(ofAlice(other))]).toEqual([other, keyReused]);
      }
      // Known to the pool by now, and still somebody else.
      await scenario.when(assign(3, { subject: bob }));
      expect(await scenario.when(ofAlice({ subject: bob }))).toEqual(keyReused);
      expect(await scenario.when(ofAlice())).toEqual(first);
    },
  );

  it.each(answers)(
    '%s: after the erasure of its subject, whom nobody can compare, any subject gets the first answer',
    async (...[, terms, before]) => {
      const scenario = await given(terms);
      for (const command of before) await scenario.when(command);
      const first = await scenario.when(ofAlice());
      await scenario.at(L);
      await scenario.on.erase('pool-a' as PoolId, alice());
      for (const subject of [alice(), bob]) expect(await scenario.when(ofAlice({ subject }))).toEqual(first);
      expect(await scenario.when(ofAlice({ subject: session }))).toEqual(keyReused);
      // Alice comes again, as somebody new.
      await scenario.when(assign(9, { subject: alice() }));
      expect(await scenario.when(ofAlice())).toEqual(first);
    },
  );

  it.each(answers)('%s: twice in one batch', async (...[, terms, before]) => {
    const scenario = await given(terms);
    const outcomes = await scenario.batch(...before, ofAlice(), ofAlice(), ofAlice({ subject: bob }));
    const [first, again, other] = outcomes.slice(before.length);
    expect([again, other]).toEqual([first, keyReused]);
  });

  it('refused for want of a pool: its subject is kept nowhere, so any gets the first answer', async () => {
    const scenario = await given();
    const first = await scenario.when(ofAlice({ poolId: 'pool-b' as PoolId }));
    expect(first).toMatchObject({ refusal: { code: 'pool-not-found' } });
    expect(await scenario.when(ofAlice({ poolId: 'pool-b' as PoolId, subject: bob }))).toEqual(first);
  });

  it('gives a subject that was refused before the opaque id by which its refusal is remembered', async () => {
    const scenario = await given();
    await scenario.batch(assign(2), ofAlice());
    await (await scenario.at(L)).when(assign(3, { subject: alice() }));
    const assigned = scenario.events.filter(({ type }) => type === 'Assigned').map(({ data }) => data);
    expect(assigned).toMatchObject([{}, { subjectId: ofAlice().proposedSubjectId }]);
  });
});

describe('the fingerprint of an assignment', () => {
  it('is the same whoever the subject is, and another for another id, kind or pool', () => {
    const mine = fingerprintOf(ofAlice());
    expect(fingerprintOf(ofAlice({ subject: bob }))).toBe(mine);
    const others = [{ subject: session }, { poolId: 'pool-b' as PoolId }, { commandId: commandId(2) }];
    expect(new Set([mine, ...others.map((other) => fingerprintOf(ofAlice(other)))]).size).toBe(4);
  });
});
