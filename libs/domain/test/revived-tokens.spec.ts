import { describe, expect, it } from '@jest/globals';
import type { HoldMove, OperatorProfile, PoolId } from '@allocator/domain';
import { holdSpans, plusSeconds } from '@allocator/domain';
import type { MemoryLaneStore } from '@allocator/testing';
import { LaneScenario, assign, commandId, impi, indicate, newYear, operatorProfile, release } from '@allocator/testing';

/** Of the pool's terms: L = 3600, token 2682, R_max 600, G 318. */
const L = 3_600;
const token = 2_682;
const at = (seconds: number) => plusSeconds(newYear, seconds);
const expireDue = { type: 'ExpireDue', countMax: 9 } as const;

function withLeeway(version: number, tokenLeewaySeconds: number, maxRegistrationSeconds = 600): OperatorProfile {
  const { guard } = operatorProfile();
  return operatorProfile({ version, maxRegistrationSeconds, guard: { ...guard, tokenLeewaySeconds } });
}

/** The leeway is raised from 60 s at this instant; no mover has reached the leases yet. */
async function raiseLeeway(scenario: LaneScenario, seconds: number, leeway: number): Promise<void> {
  const spans = holdSpans([withLeeway(1, 60), withLeeway(2, leeway)]);
  const move: HoldMove = { operatorVersion: 2, since: at(seconds), spans };
  (scenario.on.store as MemoryLaneStore).lanes[0]?.moves.set('pool-a' as PoolId, move);
  await (
    await scenario.at(seconds)
  ).terms({ operatorVersion: 2, guardSeconds: leeway + 258, tokenLifetimeSeconds: 60 });
}

/** With a longer leeway a client can register again with a token that had ended. */
describe('edge case 9: a leeway that is raised by more than the remaining time to the bound', () => {
  /** The token's end, R_max, and the guard with the leeway of 1,500 s. */
  const end = token + 600 + 1_500 + 258;

  it.each([
    ['whose lapse is recorded', true],
    ['whose lapse is not recorded yet', false],
  ])(
    'keeps an identity %s from the next holder, until a registration with its old token is over',
    async (_, recorded) => {
      const scenario = await LaneScenario.given(1);
      await scenario.when(assign(1));
      await scenario.at(L + 100);
      if (recorded) await scenario.when(expireDue);
      await raiseLeeway(scenario, L + 100, 1_500);
      expect(await scenario.when(assign(2))).toMatchObject({
        refusal: { code: 'pool-exhausted', nextReassignableAt: at(end) },
      });
      expect((await (await scenario.at(end - 0.001)).when(assign(3))).kind).toBe('refused');
      expect((await (await scenario.at(end)).when(assign(4))).kind).toBe('assigned');
    },
  );

  it('does not hold an identity whose token has ended before', async () => {
    const scenario = await LaneScenario.given(1);
    await scenario.when(assign(1));
    const seconds = token + 1_500 + 258;
    await (await scenario.at(seconds)).when(expireDue);
    await raiseLeeway(scenario, seconds, 1_500);
    expect((await scenario.when(assign(2))).kind).toBe('assigned');
  });

  it('does not hold an identity whose tokens are all refused, but one that was freed by time', async () => {
    const refused = await LaneScenario.given(1);
    await refused.when(assign(1));
    await (await refused.at(10)).when(indicate(2, impi(1), 1, { tokenSequence: 1 }));
    await raiseLeeway(refused, 20, 1_500);
    expect((await refused.when(assign(3))).kind).toBe('assigned');

    const looked = await LaneScenario.given(1);
    await looked.when(assign(1));
    const seen = { tokenRefused: false, indicatedAt: at(token + 318) };
    await (await looked.at(token + 318)).when(indicate(2, impi(1), 1, seen));
    await raiseLeeway(looked, token + 319, 1_500);
    expect(await looked.when(assign(3))).toMatchObject({ refusal: { nextReassignableAt: at(end) } });
  });

  it('makes indications ignored for a holder while a former token is acceptable again', async () => {
    const scenario = await LaneScenario.given(1);
    await scenario.when(assign(1));
    await (await scenario.at(L)).when(assign(2));
    await raiseLeeway(scenario, L + 100, 1_500);
    expect(await scenario.when(indicate(3, impi(1), 2, { tokenSequence: 1 }))).toMatchObject({
      answer: { effect: 'ignored', reason: 'former-token-alive' },
    });
    expect(scenario.events.at(-2)).toMatchObject({
      type: 'HoldExtended',
      data: { formerTokenAlive: true, reassignableAt: at(L + token + 600 + 1_758) },
    });
  });

  it('lets no holder take its identity back while a former token of another subject is acceptable again', async () => {
    const scenario = await LaneScenario.given(2, { affinity: true });
    const alice = { subject: { kind: 'authenticated', ref: 'alice' } } as const;
    await scenario.when(assign(1, { subject: { kind: 'authenticated', ref: 'bob' } }));
    // The other identity is suspended until then.
    await scenario.when({ type: 'Suspend', commandId: commandId(2), poolId: 'pool-a' as PoolId, impi: impi(2) });
    expect(await (await scenario.at(L)).when(assign(3, alice))).toMatchObject({ assignment: { impi: impi(1) } });
    await scenario.when({ type: 'Resume', commandId: commandId(4), poolId: 'pool-a' as PoolId, impi: impi(2) });
    const { position } = scenario.events.findLast(({ type }) => type === 'Assigned') ?? {};
    await scenario.when(release(5, `0-${String(position)}`));
    await raiseLeeway(scenario, L + 100, 1_500);
    const longer = { securityLifetimeSeconds: 100_000, tokenLifetimeSeconds: 90_000 };
    await scenario.terms({ affinity: true, operatorVersion: 2, guardSeconds: 1_758, ...longer });
    expect(await scenario.when(assign(6, alice))).toMatchObject({ kind: 'assigned', assignment: { impi: impi(2) } });
  });

  it('R_max alone makes no token acceptable again: an identity that had lapsed is free', async () => {
    const scenario = await LaneScenario.given(1);
    await scenario.when(assign(1));
    await (await scenario.at(L + 100)).when(expireDue);
    const spans = holdSpans([withLeeway(1, 60), withLeeway(2, 60, 6_000)]);
    const move: HoldMove = { operatorVersion: 2, since: at(L + 100), spans };
    (scenario.on.store as MemoryLaneStore).lanes[0]?.moves.set('pool-a' as PoolId, move);
    await scenario.terms({ operatorVersion: 2 });
    expect((await scenario.when(assign(2))).kind).toBe('assigned');
  });
});
