import { describe, expect, it } from '@jest/globals';
import { plusSeconds } from '@allocator/domain';
import type { AssignmentId, WwsfId } from '@allocator/domain';
import { LaneScenario, alice, assign, impi, indicate, newYear, prolong, release, subjectId } from '@allocator/testing';

const L = 3600;

describe('Assign', () => {
  it('assigns an identity for the security lifetime, with a token that ends early enough', async () => {
    const scenario = await LaneScenario.given(1);
    const outcome = await scenario.when(assign(1));
    expect(outcome).toEqual({
      kind: 'assigned',
      assignment: {
        assignmentId: '0-2',
        poolId: 'pool-a',
        impi: impi(1),
        impus: ['sip:web-1@op-a.example'],
        generation: 1,
        state: 'assigned',
        assignedAt: newYear,
        tokenSequence: 1,
        tokenExpiresAt: plusSeconds(newYear, 2682),
        reassignableAt: plusSeconds(newYear, L),
        agreementVersion: 1,
        operatorVersion: 1,
      },
    });
    expect(scenario.events[0]?.data).toMatchObject({
      subjectId: subjectId(1),
      effectiveAt: newYear,
      commandId: assign(1).commandId,
    });
  });

  it.each([
    ['one millisecond early', L - 0.001, 'refused'],
    ['at the very instant', L, 'assigned'],
  ])('assigns it again only from its bound on: %s', async (_, seconds, kind) => {
    const scenario = await LaneScenario.given(1);
    await scenario.when(assign(1));
    const outcome = await (await scenario.at(seconds)).when(assign(2));
    expect(outcome.kind).toBe(kind);
  });

  it('records Expired before Assigned in one batch if the lapse is not recorded yet', async () => {
    const scenario = await LaneScenario.given(1);
    await scenario.when(assign(1));
    const outcome = await (await scenario.at(L + 5)).when(assign(2));
    expect(scenario.eventTypes).toEqual(['Assigned', 'Expired', 'Assigned']);
    expect(scenario.events[1]?.data).toMatchObject({ effectiveAt: plusSeconds(newYear, L), assignmentId: '0-2' });
    expect(outcome).toMatchObject({ assignment: { assignmentId: '0-4', generation: 2, impi: impi(1) } });
  });

  it('refuses another holder until the quarantine has ended', async () => {
    const scenario = await LaneScenario.given(1, { quarantineSeconds: 60 });
    await scenario.when(assign(1));
    expect(await (await scenario.at(L + 59.999)).when(assign(2))).toEqual({
      kind: 'refused',
      refusal: { code: 'pool-exhausted', nextReassignableAt: plusSeconds(newYear, L + 60) },
    });
    expect((await (await scenario.at(L + 60)).when(assign(3))).kind).toBe('assigned');
  });

  it('assigns the least recently assignable identity first', async () => {
    const scenario = await LaneScenario.given(3);
    for (const n of [1, 2, 3]) await (await scenario.at(n)).when(assign(n));
    await (await scenario.at(10)).when(indicate(4, impi(3), 1));
    await (await scenario.at(20)).when(indicate(5, impi(1), 1));
    const impis = [];
    for (const n of [6, 7]) {
      const outcome = await (await scenario.at(30)).when(assign(n));
      if (outcome.kind === 'assigned') impis.push(outcome.assignment.impi);
    }
    expect(impis).toEqual([impi(3), impi(1)]);
  });

  it('answers for an exhausted pool when the next identity becomes assignable, and records the number of refusals', async () => {
    const scenario = await LaneScenario.given(2);
    await scenario.when(assign(1));
    await (await scenario.at(10)).when(assign(2));
    const outcomes = await (await scenario.at(20)).batch(assign(3), assign(4), assign(5));
    expect(outcomes).toEqual(
      Array(3).fill({
        kind: 'refused',
        refusal: { code: 'pool-exhausted', nextReassignableAt: plusSeconds(newYear, L) },
      }),
    );
    expect(scenario.events.filter(({ type }) => type === 'Refused')).toMatchObject([
      { data: { poolId: 'pool-a', reason: 'pool-exhausted', count: 3 } },
    ]);
  });

  it('answers no bound if no identity will become assignable', async () => {
    const scenario = await LaneScenario.given(0);
    expect(await scenario.when(assign(1))).toEqual({
      kind: 'refused',
      refusal: { code: 'pool-exhausted', nextReassignableAt: null },
    });
  });

  describe('refuses', () => {
    it('an unknown pool', async () => {
      const scenario = await LaneScenario.given(1);
      const outcome = await scenario.when(assign(1, { poolId: 'pool-x' as never }));
      expect(outcome).toEqual({ kind: 'refused', refusal: { code: 'pool-not-found' } });
    });

    it('another WWSF, every time, without using up the command id', async () => {
      const scenario = await LaneScenario.given(1);
      const foreign = assign(1, { wwsfId: 'wwsf-x' as WwsfId });
      expect(await scenario.when(foreign)).toEqual({ kind: 'refused', refusal: { code: 'not-your-pool' } });
      expect((await scenario.when(assign(1))).kind).toBe('assigned');
      expect(await scenario.when(foreign)).toEqual({ kind: 'refused', refusal: { code: 'not-your-pool' } });
    });

    it('while the agreement is suspended; live assignments stay', async () => {
      const scenario = await LaneScenario.given(2);
      await scenario.when(assign(1));
      await scenario.terms({ agreementStatus: 'suspended' });
      expect(await scenario.when(assign(2))).toEqual({ kind: 'refused', refusal: { code: 'agreement-suspended' } });
      expect((await scenario.identity(impi(1))).holding.status).toBe('assigned');
    });

    it('anonymous subjects if the pool refuses them', async () => {
      const scenario = await LaneScenario.given(1, { anonymous: 'refused' });
      const outcome = await scenario.when(assign(1, { subject: { kind: 'anonymous', session: 's' } }));
      expect(outcome).toEqual({ kind: 'refused', refusal: { code: 'anonymous-refused' } });
    });
  });

  describe('edge case 12: for a subject that already holds an identity', () => {
    const again = (n: number) => assign(n, { subject: alice() });

    it('another: assigns a second one to the same subject id', async () => {
      const scenario = await LaneScenario.given(2, { repeatSubject: 'another' });
      await scenario.batch(again(1), again(2));
      expect(scenario.events.map(({ data }) => ('subjectId' in data ? data.subjectId : null))).toEqual([
        subjectId(1),
        subjectId(1),
      ]);
    });

    it('same: finds the live assignment, records nothing, and repeats the answer for the same command', async () => {
      const scenario = await LaneScenario.given(2, { repeatSubject: 'same' });
      const [first, second] = await scenario.batch(again(1), again(2));
      expect(second).toEqual({ ...first, kind: 'found' });
      expect(scenario.eventTypes).toEqual(['Assigned']);
      expect(await (await scenario.at(100)).when(again(2))).toEqual(second);
    });

    it('same: finds it until it lapses, even after its token has expired', async () => {
      const scenario = await LaneScenario.given(2, { repeatSubject: 'same' });
      await scenario.when(again(1));
      expect((await (await scenario.at(L - 0.001)).when(again(2))).kind).toBe('found');
      expect((await (await scenario.at(L)).when(again(3))).kind).toBe('assigned');
    });

    it('refuse: names the assignment until it lapses', async () => {
      const scenario = await LaneScenario.given(2, { repeatSubject: 'refuse' });
      await scenario.when(again(1));
      expect(await (await scenario.at(L - 0.001)).when(again(2))).toEqual({
        kind: 'refused',
        refusal: { code: 'subject-already-assigned', assignmentId: '0-3' as AssignmentId },
      });
      expect((await (await scenario.at(L)).when(again(3))).kind).toBe('assigned');
    });

    it('does not find a released assignment, and assigns its identity to no one before its bound', async () => {
      const scenario = await LaneScenario.given(2, { repeatSubject: 'refuse' });
      await scenario.when(again(1));
      await scenario.when(release(2, '0-3'));
      expect(await scenario.when(again(3))).toMatchObject({ kind: 'assigned', assignment: { impi: impi(2) } });
    });
  });

  it('repeats the answer of a command id, whatever has happened since, and refuses another command with it', async () => {
    const scenario = await LaneScenario.given(1);
    const first = await scenario.when(assign(1));
    await scenario.when(prolong(2, '0-2'));
    const refused = await scenario.when(assign(3));
    expect(await (await scenario.at(L * 3)).batch(assign(1), assign(3), assign(1))).toEqual([first, refused, first]);
    expect(await scenario.when(assign(1, { subject: alice('another') }))).toEqual({
      kind: 'refused',
      refusal: { code: 'idempotency-key-reused' },
    });
    expect(scenario.events.filter(({ type }) => type === 'Assigned')).toHaveLength(1);
  });

  it('edge case 3: uses the lane’s last recorded time if the clock steps back', async () => {
    const scenario = await LaneScenario.given(2);
    await (await scenario.at(100)).when(assign(1));
    expect(await (await scenario.at(0)).when(assign(2))).toMatchObject({
      assignment: { assignedAt: plusSeconds(newYear, 100) },
    });
  });
});
