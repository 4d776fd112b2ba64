import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Identity, type IdentityState, type PoolId, identityState, plusSeconds } from '@allocator/domain';
import { PostgresQueries } from '@allocator/postgres';
import { LaneScenario, assign, impi, indicate, newYear } from '@allocator/testing';
import { commandOf, identitiesInPlay, randomPolicy, randomRound } from '@allocator/testing/random-round';
import type { FreshDatabase } from '../support/fresh-database.js';
import { freshDatabase } from '../support/fresh-database.js';
import { onPostgres } from '../support/on-postgres.js';

/** Each run empties the tables, which takes a second on Citus. */
const numRuns = process.env['CITUS_URL'] === undefined ? 60 : 15;

describe('the lane store in PostgreSQL', () => {
  let database: FreshDatabase;
  let queries: PostgresQueries;
  beforeAll(async () => {
    database = await freshDatabase(1);
    queries = new PostgresQueries(database.pool, 1);
  });
  afterAll(() => database.drop());

  it('gives the same answers, identities and documents, byte for byte, as the store in memory, and counts identities by state', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(randomRound, { minLength: 1, maxLength: 6 }), randomPolicy, async (rounds, terms) => {
        const memory = await LaneScenario.given(identitiesInPlay, terms);
        const postgres = await LaneScenario.given(identitiesInPlay, terms, await onPostgres(database));
        let seconds = 0;
        for (const { seconds: later, steps, terms: changed } of rounds) {
          seconds += later;
          for (const scenario of [memory, postgres]) await scenario.terms({ ...terms, ...changed });
          const commands = steps.map((step) => commandOf(memory, step));
          const expected = await (await memory.at(seconds)).batch(...commands);
          expect(await (await postgres.at(seconds)).batch(...commands)).toEqual(expected);
          const counted = await queries.availability('pool-a' as PoolId);
          expect(counted).toMatchObject(countsOf(await memory.on.identities(), seconds));
        }
        expect(await postgres.on.identities()).toEqual(await memory.on.identities());
        expect(await postgres.on.documents()).toEqual(await memory.on.documents());
      }),
      { numRuns },
    );
  }, 120_000);

  it('assigns an identity again that the same batch has freed, each time it is freed', async () => {
    const scenario = await LaneScenario.given(1, {}, await onPostgres(database));
    await scenario.when(assign(1));
    const outcomes = await (
      await scenario.at(10)
    ).batch(indicate(2, impi(1), 1), assign(3), indicate(4, impi(1), 2), assign(5));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['indicated', 'assigned', 'indicated', 'assigned']);
    expect(await scenario.identity(impi(1))).toMatchObject({ generation: 3, holding: { status: 'assigned' } });
  });
});

function countsOf(identities: readonly Identity[], seconds: number): Record<string, number> {
  const now = plusSeconds(newYear, seconds);
  const states = identities.map((identity) => identityState(identity, now));
  const of = (state: IdentityState): number => states.filter((each) => each === state).length;
  return {
    total: identities.length - of('retired'),
    assignable: of('assignable'),
    assigned: of('assigned'),
    held: of('held'),
    quarantined: of('quarantined'),
    suspended: of('suspended'),
  };
}
