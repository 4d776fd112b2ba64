import { describe, expect, it } from '@jest/globals';
import type { HoldMove, OperatorProfile, PoolId } from '@allocator/domain';
import { holdSpans, plusSeconds } from '@allocator/domain';
import type { MemoryLaneStore } from '@allocator/testing';
import {
  LaneScenario,
  assign,
  checkNoEarlyExpiry,
  checkOneHolder,
  impi,
  indicate,
  newYear,
  operatorProfile,
  prolong,
  release,
} from '@allocator/testing';

/** Of the pool's terms: L = 3600, token 2682, R_max 600, G 318. */
const L = 3_600;
const token = 2_682;
const at = (seconds: number) => plusSeconds(newYear, seconds);
const guard = operatorProfile().guard;

function profile(version: number, maxRegistrationSeconds: number, leeway = 60): OperatorProfile {
  return operatorProfile({ version, maxRegistrationSeconds, guard: { ...guard, tokenLeewaySeconds: leeway } });
}

function moveTo(seconds: number, ...profiles: OperatorProfile[]): HoldMove {
  const operatorVersion = profiles.at(-1)?.version ?? 0;
  return { operatorVersion, since: at(seconds), spans: holdSpans(profiles) };
}

/** Terms are raised, and no mover has reached the pool's leases yet. */
async function whileMoving(scenario: LaneScenario, move: HoldMove): Promise<void> {
  const store = scenario.on.store as MemoryLaneStore;
  store.lanes[0]?.moves.set('pool-a' as PoolId, move);
  await scenario.terms({ operatorVersion: move.operatorVersion });
}

describe('the spans of a raise', () => {
  it('have the largest value of each part since a version', () => {
    expect(holdSpans([profile(1, 700), profile(2, 600, 90), profile(3, 650, 30)])).toEqual([
      { fromVersion: 1, outlivingSeconds: 700, guardSeconds: 348 },
      { fromVersion: 2, outlivingSeconds: 650, guardSeconds: 348 },
      { fromVersion: 3, outlivingSeconds: 650, guardSeconds: 288 },
    ]);
  });

  it('are one span if versions need the same, and count the skew of two clocks', () => {
    const skewed = operatorProfile({
      version: 3,
      maxRegistrationSeconds: 700,
      guard: { ...guard, clockSkewSeconds: 8 },
    });
    expect(holdSpans([profile(1, 500), profile(2, 600), skewed])).toEqual([
      { fromVersion: 1, outlivingSeconds: 700, guardSeconds: 324 },
    ]);
  });
});

describe('edge case 9: R_max or leeway raised while identities are assigned', () => {
  const raise = moveTo(L - 10, profile(1, 600), profile(2, 700));

  it('an identity that was about to become free is held to the new bound', async () => {
    const scenario = await LaneScenario.given(1);
    await scenario.when(assign(1));
    await whileMoving(await scenario.at(L - 10), raise);
    for (const seconds of [L, L + 99.999]) {
      expect(await (await scenario.at(seconds)).when(assign(2 + seconds))).toEqual({
        kind: 'refused',
        refusal: { code: 'pool-exhausted', nextReassignableAt: at(L + 100) },
      });
    }
    expect(await (await scenario.at(L + 100)).when({ type: 'ExpireDue', countMax: 9 })).toMatchObject({ count: 1 });
    expect(await scenario.when(assign(9))).toMatchObject({ kind: 'assigned', assignment: { generation: 2 } });
    expect(scenario.events.filter(({ type }) => type !== 'Refused')).toMatchObject([
      { type: 'Assigned' },
      {
        type: 'HoldExtended',
        data: { reassignableAt: at(L + 100), effectiveAt: at(L - 10), operatorVersion: 2, guardSeconds: 318 },
      },
      { type: 'Expired', data: { effectiveAt: at(L + 100) } },
      { type: 'Assigned', data: { operatorVersion: 2 } },
    ]);
  });

  it('an identity that had lapsed before the raise is free', async () => {
    const scenario = await LaneScenario.given(1);
    await scenario.when(assign(1));
    await whileMoving(await scenario.at(L), { ...raise, since: at(L) });
    expect(await scenario.when(assign(2))).toMatchObject({ kind: 'assigned' });
    expect(scenario.eventTypes).toEqual(['Assigned', 'Expired', 'Assigned']);
  });

  it('an identity that was assigned on the new terms does not move, and the assignment stays on its own version', async () => {
    const scenario = await LaneScenario.given(2);
    await scenario.when(assign(1));
    await whileMoving(await scenario.at(10), { ...raise, since: at(10) });
    // The HoldExtended has the position before it.
    await scenario.batch(assign(2), release(3, '0-3'));
    expect(await scenario.when(release(4, '0-5'))).toMatchObject({
      assignment: { operatorVersion: 2, reassignableAt: at(L + 10) },
    });
    expect(scenario.eventTypes).toEqual(['Assigned', 'HoldExtended', 'Assigned', 'Released', 'Released']);
    expect(scenario.events.at(-2)).toMatchObject({ data: { assignmentId: '0-3', reassignableAt: at(L + 100) } });
  });

  it('is moved once, before the first command that names it, and keeps its status', async () => {
    const scenario = await LaneScenario.given(1);
    await scenario.when(assign(1));
    await whileMoving(await scenario.at(10), { ...raise, since: at(10) });
    const bound = { reassignableAt: at(L + 100), operatorVersion: 1 };
    expect(await scenario.when(release(2, '0-2'))).toMatchObject({ assignment: { ...bound, state: 'released' } });
    expect(await scenario.when(release(3, '0-2'))).toMatchObject({ assignment: { ...bound, state: 'released' } });
    expect(scenario.eventTypes).toEqual(['Assigned', 'HoldExtended', 'Released']);
  });

  it('an indication after the raise uses the raised guard', async () => {
    const scenario = await LaneScenario.given(1);
    await scenario.when(assign(1));
    await whileMoving(await scenario.at(10), moveTo(10, profile(1, 600), profile(2, 500, 90)));
    await scenario.at(3_200);
    const seenAt = (n: number, seconds: number) =>
      scenario.when(indicate(n, impi(1), 1, { tokenRefused: false, indicatedAt: at(seconds) }));
    expect(await seenAt(2, token + 347.999)).toMatchObject({ answer: { effect: 'ignored', reason: 'token-alive' } });
    expect(await seenAt(3, token + 348)).toMatchObject({ answer: { effect: 'reassignable', reason: 'token-dead' } });
    // The token leeway rose by 30 s; registrations under the old R_max run to their end.
    expect(scenario.events[1]).toMatchObject({ type: 'HoldExtended', data: { reassignableAt: at(L + 30) } });
  });

  it('lowered and raised again to at most the former value moves nothing', async () => {
    const scenario = await LaneScenario.given(1);
    await scenario.when(assign(1));
    await whileMoving(await scenario.at(10), moveTo(10, profile(1, 600), profile(2, 500), profile(3, 590)));
    await scenario.when(release(2, '0-2'));
    expect(scenario.eventTypes).toEqual(['Assigned', 'Released']);
  });

  it('an identity that lapses before the mover reaches it is assigned again with its move recorded first', async () => {
    const scenario = await LaneScenario.given(1);
    await scenario.when(assign(1));
    await scenario.at(100);
    await whileMoving(scenario, moveTo(100, profile(1, 600), profile(2, 900)));
    await scenario.at(L + 300);
    expect(await scenario.when(assign(2))).toMatchObject({ kind: 'assigned' });
    expect(scenario.eventTypes).toEqual(['Assigned', 'HoldExtended', 'Expired', 'Assigned']);
    const documents = await scenario.on.documents();
    expect(checkNoEarlyExpiry(0, documents)).toEqual([]);
    expect(checkOneHolder(0, documents)).toEqual([]);
  });

  it('a prolonged holder has two tokens: the bound covers the later one', async () => {
    const scenario = await LaneScenario.given(1);
    await scenario.when(assign(1));
    // A shorter lifetime under a smaller R_max: the former token's bound stays the later one.
    await scenario.terms({ operatorVersion: 2, securityLifetimeSeconds: 3_000, tokenLifetimeSeconds: 2_182 });
    await (await scenario.at(10)).when(prolong(2, '0-2'));
    await whileMoving(scenario, moveTo(20, profile(1, 600), profile(2, 500), profile(3, 500, 90)));
    await (await scenario.at(20)).when(release(3, '0-2'));
    expect(scenario.events.at(-2)).toMatchObject({ type: 'HoldExtended', data: { reassignableAt: at(L + 30) } });
  });
});

describe('edge case 8: terms that change while identities are assigned', () => {
  it('each assignment keeps its version and its bound', async () => {
    const scenario = await LaneScenario.given(2);
    await scenario.when(assign(1));
    await scenario.terms({ agreementVersion: 2, securityLifetimeSeconds: 1_800, tokenLifetimeSeconds: 882 });
    const second = await scenario.when(assign(2));
    expect(second).toMatchObject({ assignment: { agreementVersion: 2, reassignableAt: at(1_800) } });
    expect(await scenario.when(release(3, '0-3'))).toMatchObject({
      assignment: { agreementVersion: 1, reassignableAt: at(L) },
    });
  });

  it('a suspended agreement assigns nothing, and its live assignments run to their bound', async () => {
    const scenario = await LaneScenario.given(2);
    await scenario.when(assign(1));
    await scenario.terms({ agreementVersion: 2, agreementStatus: 'suspended' });
    const refused = { refusal: { code: 'agreement-suspended' } };
    expect(await scenario.when(assign(2))).toMatchObject(refused);
    expect(await scenario.when(prolong(3, '0-3'))).toMatchObject(refused);
    expect(await scenario.when(release(4, '0-3'))).toMatchObject({ assignment: { reassignableAt: at(L) } });
    await (await scenario.at(L)).when({ type: 'ExpireDue', countMax: 9 });
    expect(scenario.events.at(-1)).toMatchObject({ type: 'Expired', data: { effectiveAt: at(L) } });
  });
});
