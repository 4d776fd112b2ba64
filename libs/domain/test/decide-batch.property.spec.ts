import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evolve, isIdentityEvent } from '@allocator/domain';
import type { Command, Identity, RecordedEvent } from '@allocator/domain';
import { LaneScenario, checkNoEarlyExpiry, checkOneHolder } from '@allocator/testing';
import { commandOf, identitiesInPlay, randomPolicy, randomRound } from '@allocator/testing/random-round';

/** Positions differ between one batch and many (each batch has its own Refused events), so ids are replaced by their order. */
function withoutPositions(scenario: LaneScenario, value: unknown): unknown {
  const order = new Map(
    scenario.events
      .filter(({ type }) => type === 'Assigned')
      .map(({ position }, index) => [`0-${String(position)}`, `assignment ${String(index)}`]),
  );
  return JSON.parse(JSON.stringify(value).replace(/"0-\d+"/g, (text) => `"${order.get(text.slice(1, -1)) ?? text}"`));
}

function blocked(events: readonly RecordedEvent[]): number {
  return events.reduce((sum, event) => sum + (event.type === 'Refused' ? event.data.count : 0), 0);
}

function folded(events: readonly RecordedEvent[]): Identity[] {
  const byImpi = new Map<string, Identity>();
  for (const event of events) {
    if (isIdentityEvent(event)) byImpi.set(event.data.impi, evolve(byImpi.get(event.data.impi), event));
  }
  return [...byImpi.values()];
}

describe('decideBatch', () => {
  it('decides like the same commands one at a time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(randomRound, { maxLength: 6 }), randomPolicy, async (rounds, terms) => {
        const together = await LaneScenario.given(identitiesInPlay, terms);
        const apart = await LaneScenario.given(identitiesInPlay, terms);
        let seconds = 0;
        for (const { seconds: later, steps, terms: changed } of rounds) {
          seconds += later;
          for (const scenario of [together, apart]) await scenario.terms({ ...terms, ...changed });
          // Commands name assignments from before the round, so that both ways can name the same ones.
          const [ofTogether, ofApart] = [together, apart].map((scenario) =>
            steps.map((each) => commandOf(scenario, each)),
          ) as [Command[], Command[]];
          const batched = await (await together.at(seconds)).batch(...ofTogether);
          const single = [];
          await apart.at(seconds);
          for (const command of ofApart) single.push(await apart.when(command));
          expect(withoutPositions(together, batched)).toEqual(withoutPositions(apart, single));
        }
        const states = await Promise.all([together, apart].map(({ on }) => on.identities()));
        expect(withoutPositions(together, states[0])).toEqual(withoutPositions(apart, states[1]));
        expect(blocked(together.events)).toBe(blocked(apart.events));
      }),
      { numRuns: 200 },
    );
  });

  it('results in the same identities as a fold of the events, and never in two holders', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(randomRound, { maxLength: 8 }), randomPolicy, async (rounds, terms) => {
        const scenario = await LaneScenario.given(identitiesInPlay, terms);
        let seconds = 0;
        for (const { seconds: later, steps, terms: changed } of rounds) {
          seconds += later;
          await scenario.terms({ ...terms, ...changed });
          await (await scenario.at(seconds)).batch(...steps.map((each) => commandOf(scenario, each)));
        }
        expect(folded(await scenario.history())).toEqual(await scenario.on.identities());
        const documents = await scenario.on.documents();
        expect([...checkOneHolder(0, documents), ...checkNoEarlyExpiry(0, documents)]).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });
});
