import { describe, expect, it } from '@jest/globals';
import { plusSeconds } from '@allocator/domain';
import type { ChangeStock, Command, PoolId, WwsfId } from '@allocator/domain';
import { LaneScenario, assign, commandId, impi, indicate, newYear, prolong, release } from '@allocator/testing';

const L = 3600;
/** Of the first assignment of the scenarios' one identity. */
const first = '0-2';
const at = (seconds: number) => plusSeconds(newYear, seconds);

function stock(n: number, type: ChangeStock['type']): ChangeStock {
  return { type, commandId: commandId(n), poolId: 'pool-a' as PoolId, impi: impi(1) };
}

/** The states that an identity's latest lease can be in, each with the commands that lead there. */
const states: Record<string, { seconds: number; commands: Command[] }> = {
  'never assigned': { seconds: 0, commands: [] },
  assigned: { seconds: 0, commands: [assign(1)] },
  released: { seconds: 10, commands: [assign(1), release(2, first)] },
  freed: { seconds: 10, commands: [assign(1), indicate(2, impi(1), 1)] },
  lapsed: { seconds: L, commands: [assign(1)] },
  expired: { seconds: L, commands: [assign(1), { type: 'ExpireDue', countMax: 10 }] },
};

async function givenState(name: string, terms = {}): Promise<LaneScenario> {
  const scenario = await LaneScenario.given(1, terms);
  const { seconds, commands = [] } = states[name] ?? { seconds: 0 };
  const [begin, ...others] = commands;
  if (begin !== undefined) await (await scenario.at(0)).when(begin);
  await scenario.at(seconds);
  for (const command of others) await scenario.when(command);
  return scenario;
}

describe('edge case 4: Release', () => {
  it('is a hint: it is recorded once and moves no bound', async () => {
    const scenario = await givenState('assigned');
    const released = await (await scenario.at(10)).when(release(2, first));
    expect(released).toMatchObject({ kind: 'released', assignment: { state: 'released', reassignableAt: at(L) } });
    expect(scenario.events[1]).toMatchObject({
      type: 'Released',
      data: { by: 'wwsf', reassignableAt: at(L), effectiveAt: at(10) },
    });
    expect((await (await scenario.at(L - 0.001)).when(assign(3))).kind).toBe('refused');
    await (await scenario.at(L)).when({ type: 'ExpireDue', countMax: 10 });
    expect(scenario.eventTypes).toEqual(['Assigned', 'Released', 'Refused', 'Expired']);
  });

  it.each([
    ['released', 'released'],
    ['freed', 'released'],
    ['lapsed', 'expired'],
    ['expired', 'expired'],
  ])('of a %s lease changes nothing and answers with its present state', async (state, answered) => {
    const scenario = await givenState(state);
    const before = scenario.eventTypes;
    expect(await scenario.when(release(9, first))).toMatchObject({ kind: 'released', assignment: { state: answered } });
    expect(scenario.eventTypes).toEqual(before);
  });

  it('of a former holder’s lease answers how that lease ended, and does not affect the present holder', async () => {
    const scenario = await givenState('lapsed');
    await scenario.when(assign(2));
    expect(await scenario.when(release(3, first))).toMatchObject({
      assignment: { assignmentId: first, state: 'expired' },
    });
    expect((await scenario.identity(impi(1))).holding.status).toBe('assigned');
  });

  it('in the batch that assigns the identity again is still about the former lease', async () => {
    const scenario = await givenState('lapsed');
    const [, released, prolonged] = await scenario.batch(assign(2), release(3, first), prolong(4, first));
    expect(released).toMatchObject({ kind: 'released', assignment: { assignmentId: first, state: 'expired' } });
    expect(prolonged).toEqual({ kind: 'refused', refusal: { code: 'assignment-lapsed' } });
  });

  it('of an unknown assignment, or by another WWSF, is refused', async () => {
    const scenario = await givenState('assigned');
    expect(await scenario.when(release(2, '0-77'))).toMatchObject({ refusal: { code: 'assignment-not-found' } });
    const foreign = release(3, first, { wwsfId: 'wwsf-x' as WwsfId });
    expect(await scenario.when(foreign)).toMatchObject({ refusal: { code: 'not-your-pool' } });
  });

  it('with a used command id has the same answer for an unknown assignment and for one of another WWSF', async () => {
    const scenario = await givenState('assigned');
    const own = { wwsfId: 'wwsf-x' as WwsfId };
    await scenario.when(release(2, '0-77', own));
    const reused = { kind: 'refused', refusal: { code: 'idempotency-key-reused' } };
    expect(await scenario.when(release(2, '0-78', own))).toEqual(reused);
    expect(await scenario.when(release(2, first, own))).toEqual(reused);
    // The same id and command: only the owner gets its answer.
    await scenario.when(release(3, first));
    expect(await scenario.when(release(3, first, own))).toMatchObject({ refusal: { code: 'not-your-pool' } });
  });
});

describe('edge case 16: Prolong', () => {
  it('gives the holder a new token and a later bound', async () => {
    const scenario = await givenState('assigned');
    const prolonged = await (await scenario.at(1000)).when(prolong(2, first));
    expect(prolonged).toMatchObject({
      kind: 'prolonged',
      assignment: {
        state: 'assigned',
        assignedAt: newYear,
        tokenExpiresAt: at(3682),
        reassignableAt: at(4600),
        generation: 1,
      },
    });
    expect((await (await scenario.at(L)).when(assign(3))).kind).toBe('refused');
    expect((await (await scenario.at(4600)).when(assign(4))).kind).toBe('assigned');
  });

  it('never moves a bound earlier, even on shorter terms, when the new token ends before the former one', async () => {
    const scenario = await givenState('assigned');
    await scenario.terms({ securityLifetimeSeconds: 1000, tokenLifetimeSeconds: 82, agreementVersion: 2 });
    expect(await (await scenario.at(10)).when(prolong(2, first))).toMatchObject({
      assignment: { tokenSequence: 2, tokenExpiresAt: at(92), reassignableAt: at(L), agreementVersion: 2 },
    });
    expect((await scenario.identity(impi(1))).holding).toMatchObject({ lease: { lastTokenEndsAt: at(2682) } });
  });

  it('numbers the tokens of the lease', async () => {
    const scenario = await givenState('assigned');
    expect(scenario.events[0]).toMatchObject({ type: 'Assigned', data: { tokenSequence: 1 } });
    for (const tokenSequence of [2, 3]) {
      const prolonged = await scenario.when(prolong(tokenSequence, first));
      expect(prolonged).toMatchObject({ assignment: { tokenSequence } });
      expect(scenario.events.at(-1)).toMatchObject({ type: 'Prolonged', data: { tokenSequence } });
    }
    const next = await (await scenario.at(L)).when(assign(9));
    expect(next).toMatchObject({ assignment: { generation: 2, tokenSequence: 1 } });
  });

  it('is accepted up to the last millisecond before the bound', async () => {
    const early = await givenState('assigned');
    expect((await (await early.at(L - 0.001)).when(prolong(2, first))).kind).toBe('prolonged');
    const late = await givenState('assigned');
    expect(await (await late.at(L)).when(prolong(2, first))).toMatchObject({ refusal: { code: 'assignment-lapsed' } });
  });

  it.each([
    ['released', 'assignment-released'],
    ['freed', 'assignment-released'],
    ['lapsed', 'assignment-lapsed'],
    ['expired', 'assignment-lapsed'],
    ['never assigned', 'assignment-not-found'],
  ])('of a %s lease is refused', async (state, code) => {
    const scenario = await givenState(state);
    expect(await scenario.when(prolong(9, first))).toEqual({ kind: 'refused', refusal: { code } });
  });

  it('is refused while the agreement leaves no usable token', async () => {
    const scenario = await givenState('assigned');
    await scenario.terms({ agreementInfeasible: true });
    expect(await scenario.when(prolong(2, first))).toMatchObject({ refusal: { code: 'agreement-infeasible' } });
    await scenario.terms({});
    expect(await scenario.when(prolong(3, first))).toMatchObject({ kind: 'prolonged' });
  });

  it('is refused while the agreement or the identity is suspended', async () => {
    const scenario = await givenState('assigned');
    await scenario.terms({ agreementStatus: 'suspended' });
    expect(await scenario.when(prolong(2, first))).toMatchObject({ refusal: { code: 'agreement-suspended' } });
    await scenario.terms({});
    await scenario.when(stock(3, 'Suspend'));
    expect(await scenario.when(prolong(4, first))).toMatchObject({ refusal: { code: 'identity-suspended' } });
  });
});

describe('ExpireDue', () => {
  it('records lapses, oldest first, up to the given number, never early', async () => {
    const scenario = await LaneScenario.given(3);
    for (const n of [1, 2, 3]) await (await scenario.at(n)).when(assign(n));
    await (await scenario.at(L + 2.999)).when({ type: 'ExpireDue', countMax: 1 });
    await scenario.when({ type: 'ExpireDue', countMax: 10 });
    expect(scenario.events.slice(3)).toMatchObject([
      { type: 'Expired', data: { effectiveAt: at(L + 1) } },
      { type: 'Expired', data: { effectiveAt: at(L + 2) } },
    ]);
    await (await scenario.at(L + 3)).when({ type: 'ExpireDue', countMax: 10 });
    expect(scenario.events.slice(5)).toHaveLength(1);
  });
});

describe('stock', () => {
  it('suspended is not assigned, resumed is', async () => {
    const scenario = await givenState('never assigned');
    await scenario.when(stock(1, 'Suspend'));
    expect(await scenario.when(assign(2))).toMatchObject({
      refusal: { code: 'pool-exhausted', nextReassignableAt: null },
    });
    const [, assigned] = await scenario.batch(stock(3, 'Resume'), assign(4));
    expect(assigned).toMatchObject({ kind: 'assigned' });
  });

  it('retires at its holder’s bound, permanently', async () => {
    const scenario = await givenState('assigned');
    await (await scenario.at(10)).when(stock(2, 'Retire'));
    expect(scenario.events.at(-1)).toMatchObject({ type: 'IdentityRetired', data: { effectiveAt: at(L) } });
    expect((await scenario.identity(impi(1))).holding.status).toBe('assigned');
    expect(await (await scenario.at(L)).when(assign(3))).toMatchObject({ refusal: { code: 'pool-exhausted' } });
    expect(await scenario.when(stock(4, 'Resume'))).toMatchObject({ refusal: { code: 'identity-retired' } });
  });

  it('repeated records nothing; of an unknown identity is refused', async () => {
    const scenario = await givenState('never assigned');
    await scenario.when(stock(1, 'Suspend'));
    expect(await scenario.when(stock(2, 'Suspend'))).toMatchObject({ kind: 'stock-changed' });
    expect(scenario.eventTypes).toEqual(['IdentitySuspended']);
    expect(await scenario.when({ ...stock(3, 'Suspend'), impi: impi(9) })).toMatchObject({
      refusal: { code: 'identity-not-found' },
    });
  });
});
