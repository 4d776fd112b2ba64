import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FindHolder } from '@allocator/application';
import type { Impi, Instant, RecordedEvent } from '@allocator/domain';
import { canonicalImpu, decodeEvent, impiAlias, isFault, plusSeconds } from '@allocator/domain';
import { PostgresAuditQueries } from '@allocator/postgres';
import { LaneScenario, impi, impu, newYear } from '@allocator/testing';
import { commandOf, identitiesInPlay, randomPolicy, randomRound } from '@allocator/testing/random-round';
import type { FreshDatabase } from '../support/fresh-database.js';
import { freshDatabase } from '../support/fresh-database.js';
import { onPostgres } from '../support/on-postgres.js';

/** On PostgreSQL 15 and on Citus fewer: what is tried there are the statements. */
const questions = Number(process.env['HOLDER_QUESTIONS'] ?? 5_000);
const histories = 10;

interface Lease {
  readonly assignmentId: string;
  readonly subjectId: string | null;
  readonly from: number;
  readonly until: number;
}

/** Every lease of the identity by its events in order, as recorded by `knownAt`. */
function leasesOf(events: readonly RecordedEvent[], of: Impi, knownAt: number): Lease[] {
  const leases = new Map<string, Lease>();
  for (const { type, data, recordedAt } of events) {
    if (recordedAt > knownAt || !('assignmentId' in data) || data.impi !== of || type === 'IndicationIgnored') continue;
    const { assignmentId, subjectId, reassignableAt, effectiveAt } = data;
    if (assignmentId === null || reassignableAt === null) continue;
    const from = type === 'Assigned' ? effectiveAt : (leases.get(assignmentId)?.from ?? NaN);
    const until = type === 'Released' ? Math.max(reassignableAt, effectiveAt) : reassignableAt;
    leases.set(assignmentId, { assignmentId, subjectId, from, until });
  }
  return [...leases.values()];
}

describe('the search for the holder of an identity', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase(1);
  });
  afterAll(() => database.drop());

  it(`agrees with a fold of the events, at ${questions.toLocaleString('en-US')} random instants, as known at any time, by any name`, async () => {
    const finder = new FindHolder(new PostgresAuditQueries(database.pool, 1));
    const seed = 20_261_123;
    const worlds = fc.sample(fc.tuple(fc.array(randomRound, { minLength: 8, maxLength: 12 }), randomPolicy), {
      seed,
      numRuns: histories,
    });
    let held = 0;
    for (const [rounds, terms] of worlds) {
      const scenario = await LaneScenario.given(identitiesInPlay, terms, await onPostgres(database));
      let end = 0;
      for (const { seconds, steps, terms: changed } of rounds) {
        end += seconds;
        await scenario.terms({ ...terms, ...changed });
        await (await scenario.at(end)).batch(...steps.map((step) => commandOf(scenario, step)));
      }
      const events = (await scenario.on.documents()).map(decodeEvent);
      const edges = events.flatMap(({ recordedAt, data }) => {
        const bound = 'reassignableAt' in data ? (data.reassignableAt ?? recordedAt) : recordedAt;
        return [recordedAt, recordedAt - 1, bound, bound - 1] as Instant[];
      });
      const anywhere = fc.nat((end + 4_000) * 1_000).map((ms) => (newYear + ms) as Instant);
      const instant = fc.oneof(anywhere, fc.constantFrom(...edges));
      const asked = fc.sample(fc.tuple(fc.integer({ min: 1, max: identitiesInPlay }), instant, instant, fc.boolean()), {
        seed,
        numRuns: questions / histories,
      });
      for (const [number, at, knownAt, byImpu] of asked) {
        const found = await finder.find({ alias: byImpu ? aliasOf(number) : impiAlias(impi(number)), at, knownAt });
        const naive = leasesOf(events, impi(number), knownAt).filter(({ from, until }) => from <= at && at < until);
        const { holder } = found ?? {};
        expect(holder === undefined ? [] : [summary(holder)]).toEqual(naive);
        held += naive.length;
      }
    }
    // The control: a search that never finds a holder would also agree often.
    expect(held).toBeGreaterThan(questions / 20);
  }, 120_000);

  it('answers by what was known before a bound was moved, and by what is known since', async () => {
    const finder = new FindHolder(new PostgresAuditQueries(database.pool, 1));
    const scenario = await LaneScenario.given(1, {}, await onPostgres(database));
    await scenario.when(commandOf(scenario, { kind: 'assign', id: 1, user: 1, anonymous: false }));
    await (
      await scenario.at(100)
    ).when(
      commandOf(scenario, { kind: 'indicate', id: 2, identity: 1, generation: 1, tokenRefused: true, contacts: 0 }),
    );
    const at = plusSeconds(newYear, 200);
    const alias = impiAlias(impi(1));
    const before = await finder.find({ alias, at, knownAt: plusSeconds(newYear, 99) });
    expect(before?.holder).toMatchObject({
      assignmentId: '0-2',
      bindingPossible: { until: plusSeconds(newYear, 3600) },
    });
    expect(before?.proof.map(({ event }) => event.type)).toEqual(['Assigned']);
    const since = await finder.find({ alias, at });
    expect([since?.holder, since?.proof.map(({ event }) => event.type)]).toEqual([undefined, ['Assigned', 'Released']]);
  });
});

function aliasOf(number: number): string {
  const canonical = canonicalImpu(impu(number));
  if (isFault(canonical)) throw new Error(canonical.detail);
  return canonical.alias;
}

function summary(holder: NonNullable<Awaited<ReturnType<FindHolder['find']>>>['holder'] & object): Lease {
  const { assignmentId, subjectId, bindingPossible } = holder;
  return { assignmentId, subjectId, ...bindingPossible };
}
