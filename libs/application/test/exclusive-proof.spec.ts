import { describe, expect, it } from '@jest/globals';
import type { Instant, RecordedEvent } from '@allocator/domain';
import { decodeEvent, encodeEvent, genesisHash } from '@allocator/domain';
import { LaneScenario, assign, checkOneHolder, indicate, impi, newYear, release, testOrigin } from '@allocator/testing';
import { commandOf, identitiesInPlay, randomRound } from '@allocator/testing/random-round';
import fc from 'fast-check';
import { figuresOf } from './proof-history.js';

/** The document after a change of its event. */
function changed(document: string, change: (event: RecordedEvent) => RecordedEvent): string {
  return encodeEvent(change(decodeEvent(document)), genesisHash, testOrigin);
}

async function assignedTwice(): Promise<readonly string[]> {
  const scenario = await LaneScenario.given(1);
  await scenario.when(assign(1));
  await (await scenario.at(10)).when(release(2, '0-2'));
  await (await scenario.at(3_600.25)).when(assign(3));
  return scenario.on.documents();
}

describe('the proof that no identity had two holders at a time', () => {
  it('reports figures of all events', async () => {
    expect(await figuresOf(await assignedTwice())).toEqual({
      events: 5,
      identities: 1,
      assignments: 2,
      endedByProof: 0,
      endedWithoutProof: 0,
      boundsNotChecked: 2,
      smallestGapMs: 250,
      violations: [],
      violationsNotListed: 0,
    });
    const span = { from: (newYear + 1) as Instant };
    expect(await figuresOf(await assignedTwice(), span)).toMatchObject({ assignments: 1, smallestGapMs: 250 });
    expect(await figuresOf([])).toMatchObject({ events: 0, smallestGapMs: undefined });
  });

  it('counts an indication as the end of the holder', async () => {
    const scenario = await LaneScenario.given(1);
    await scenario.when(assign(1));
    await (await scenario.at(10)).when(indicate(2, impi(1), 1));
    await scenario.when(assign(3));
    expect(await figuresOf(await scenario.on.documents())).toMatchObject({ smallestGapMs: 0, violations: [] });
  });

  it('finds a lease that begins a millisecond before the bound of the former one', async () => {
    const documents = [...(await assignedTwice())];
    documents[4] = changed(documents[4] ?? '', (event) => {
      const data = { ...event.data, effectiveAt: newYear + 3_599_999 };
      return { ...event, data } as RecordedEvent;
    });
    const { violations, smallestGapMs } = await figuresOf(documents);
    expect(smallestGapMs).toBe(-1);
    expect(violations).toEqual([{ lane: 0, position: 5, sentence: expect.stringContaining('is held as 0-2 until') }]);
  });

  it('finds an overlap by another spelling of an IMPU of another IMPI', async () => {
    const documents = [...(await assignedTwice())];
    const telephone = ['tel:+4930901820417', 'sip:+4930901820417@op-a.example;user=phone'];
    for (const [index, position] of [1, 4].entries()) {
      documents[position] = changed(documents[position] ?? '', (event) => {
        const data = { ...event.data, impi: impi(index + 1), impus: [telephone[index]], effectiveAt: newYear };
        return { ...event, data } as RecordedEvent;
      });
    }
    expect((await figuresOf(documents)).violations).toHaveLength(1);
  });

  it('agrees with the checker of the tests on random histories', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(randomRound, { minLength: 1, maxLength: 12 }), async (rounds) => {
        const scenario = await LaneScenario.given(identitiesInPlay);
        let at = 0;
        for (const { seconds, terms, steps } of rounds) {
          at += seconds;
          await scenario.terms(terms);
          await scenario.at(at);
          await scenario.batch(...steps.map((step) => commandOf(scenario, step)));
        }
        const documents = await scenario.on.documents();
        const violations = checkOneHolder(0, documents);
        expect((await figuresOf(documents)).violations).toHaveLength(violations.length);
      }),
      { numRuns: 100 },
    );
  });
});
