import { describe, expect, it } from '@jest/globals';
import { plusSeconds } from '@allocator/domain';
import {
  LaneScenario,
  assign,
  checkOneHolder,
  impi,
  indicate,
  newYear,
  prolong,
  release,
  revoke,
} from '@allocator/testing';

/** Of the pool's terms: L = 3600, token 2682, R_max 600, G 318. */
const L = 3_600;
const token = 2_682;
const at = (seconds: number) => plusSeconds(newYear, seconds);

describe('edge case 14: emergency revocation', () => {
  it('holds to the full bound whatever is indicated, then for its own quarantine', async () => {
    const scenario = await LaneScenario.given(1, { quarantineSeconds: 30 });
    await scenario.when(assign(1));
    expect(await (await scenario.at(10)).when(revoke(2))).toMatchObject({ kind: 'stock-changed', at: at(10) });
    expect(scenario.events.at(-1)).toMatchObject({
      type: 'IdentityRevoked',
      data: { assignmentId: '0-2', reassignableAt: at(L), assignableAt: at(L + 600), reason: 'abuse' },
    });
    expect(await scenario.when(indicate(3, impi(1), 1))).toMatchObject({
      answer: { effect: 'ignored', reason: 'revoked', reassignableAt: at(L) },
    });
    expect(await scenario.when(prolong(4, '0-2'))).toMatchObject({ refusal: { code: 'assignment-released' } });
    expect(await scenario.when(release(5, '0-2'))).toMatchObject({ assignment: { reassignableAt: at(L) } });
    expect(await (await scenario.at(L + 599)).when(assign(6))).toMatchObject({
      refusal: { nextReassignableAt: at(L + 600) },
    });
    expect(await (await scenario.at(L + 600)).when(assign(7))).toMatchObject({ kind: 'assigned' });
    expect(scenario.events.find(({ type }) => type === 'Expired')).toMatchObject({
      data: { reassignableAt: at(L), assignableAt: at(L + 600) },
    });
  });

  it('holds to the bound of the lease, even if the terms were lowered since', async () => {
    const scenario = await LaneScenario.given(1);
    await scenario.when(assign(1));
    await scenario.terms({ operatorVersion: 2, tokenLifetimeSeconds: token + 540 });
    await (await scenario.at(10)).when(revoke(2));
    expect(scenario.events.at(-1)).toMatchObject({ data: { reassignableAt: at(L), assignableAt: at(L + 600) } });
  });

  const alice = { kind: 'authenticated', ref: 'alice' } as const;
  const leasesOfAlice: Record<string, (scenario: LaneScenario) => Promise<unknown>> = {
    'an open lease': () => Promise.resolve(),
    'a lease that its WWSF has released': (scenario) => scenario.when(release(2, '0-3')),
    'a lease that an indication has closed': (scenario) => scenario.when(indicate(2, impi(1), 1)),
    'a lease that has lapsed': (scenario) => scenario.at(L),
    'a lease that has expired': async (scenario) => (await scenario.at(L)).when({ type: 'ExpireDue', countMax: 9 }),
  };

  it.each(Object.keys(leasesOfAlice).flatMap((state) => [[state, true] as const, [state, false] as const]))(
    'after %s keeps the identity from its last holder until somebody else has held it (affinity: %s)',
    async (state, affinity) => {
      const scenario = await LaneScenario.given(2, { affinity });
      await scenario.when(assign(1, { subject: alice }));
      await leasesOfAlice[state]?.(scenario);
      await scenario.when(revoke(3, { quarantineSeconds: 0 }));
      await scenario.at(2 * L);
      const given = async (n: number, subject: typeof alice | { kind: 'authenticated'; ref: string }) => {
        const outcome = await scenario.when(assign(n, { subject }));
        return outcome.kind === 'assigned' ? outcome.assignment.impi : outcome;
      };
      // She gets the other identity of the pool next, and the revoked one never, however long it waits.
      expect(await given(4, alice)).toBe(impi(2));
      expect(await given(5, alice)).toMatchObject({
        refusal: { code: 'pool-exhausted', nextReassignableAt: at(3 * L) },
      });
      expect(await given(6, { kind: 'authenticated', ref: 'bob' })).toBe(impi(1));
      await scenario.at(3 * L);
      // Bob has held it, so she can get it again.
      expect([await given(7, alice), await given(8, alice)]).toContain(impi(1));
      expect(checkOneHolder(0, await scenario.on.documents())).toEqual([]);
    },
  );

  it('of several identities of one holder does not skip one that was revoked from another, however far behind it is', async () => {
    const scenario = await LaneScenario.given(4);
    for (const n of [1, 2, 3]) await scenario.when(assign(n, { subject: alice }));
    await scenario.when(assign(4, { subject: { kind: 'authenticated', ref: 'bob' } }));
    for (const n of [1, 2, 3, 4]) await scenario.when(revoke(10 + n, { impi: impi(n), quarantineSeconds: 0 }));
    await scenario.at(L);
    expect(await scenario.when(assign(20, { subject: alice }))).toMatchObject({ assignment: { impi: impi(4) } });
  });

  it('of an identity without a holder is a quarantine from now on', async () => {
    const scenario = await LaneScenario.given(1);
    await (await scenario.at(5)).when(revoke(1));
    expect(scenario.events).toMatchObject([{ data: { assignmentId: null, assignableAt: at(605) } }]);
    expect(await scenario.when(assign(2))).toMatchObject({ refusal: { nextReassignableAt: at(605) } });
  });

  it('after a lapse that is not recorded yet records the lapse first', async () => {
    const scenario = await LaneScenario.given(1);
    await scenario.when(assign(1));
    await (await scenario.at(L + 1)).when(revoke(2));
    expect(scenario.events.slice(1)).toMatchObject([
      { type: 'Expired', data: { effectiveAt: at(L) } },
      { type: 'IdentityRevoked', data: { assignmentId: '0-2', reassignableAt: null, assignableAt: at(L + 601) } },
    ]);
  });

  it('repeated changes nothing except a longer quarantine, which is never shorter than agreed', async () => {
    const scenario = await LaneScenario.given(1, { quarantineSeconds: 700 });
    await scenario.when(assign(1));
    await scenario.batch(
      revoke(2),
      revoke(3),
      revoke(4, { quarantineSeconds: 800 }),
      revoke(5, { quarantineSeconds: 0 }),
    );
    expect(scenario.eventTypes).toEqual(['Assigned', 'IdentityRevoked', 'IdentityRevoked']);
    expect(scenario.events.slice(1)).toMatchObject([
      { data: { assignableAt: at(L + 700) } },
      { data: { assignableAt: at(L + 800) } },
    ]);
  });

  it('of an unknown identity is refused', async () => {
    const scenario = await LaneScenario.given(0);
    expect(await scenario.when(revoke(1))).toMatchObject({ refusal: { code: 'identity-not-found' } });
  });
});
