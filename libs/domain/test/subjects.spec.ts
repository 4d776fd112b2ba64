import { describe, expect, it } from '@jest/globals';
import type { PoolId, PoolTerms } from '@allocator/domain';
import { plusSeconds } from '@allocator/domain';
import {
  LaneScenario,
  alice,
  assign,
  checkNoEarlyExpiry,
  checkOneHolder,
  commandId,
  impi,
  indicate,
  newYear,
  release,
} from '@allocator/testing';

const L = 3_600;
const affine: Partial<PoolTerms> = { repeatSubject: 'same', affinity: true, quarantineSeconds: 600 };
const toAlice = { subject: alice() };

/** Alice got the first identity at 0 and released it at 100. It is held for her to L and quarantined to L + 600. */
async function aliceHasGone(terms: Partial<PoolTerms> = affine, identities = 3): Promise<LaneScenario> {
  const scenario = await LaneScenario.given(identities, terms);
  await scenario.when(assign(1, toAlice));
  await (await scenario.at(100)).when(release(2, `0-${String(identities + 1)}`));
  return scenario;
}

async function faultsOf(scenario: LaneScenario): Promise<readonly object[]> {
  const documents = await scenario.on.documents();
  return [...checkOneHolder(0, documents), ...checkNoEarlyExpiry(0, documents)];
}

function revoke(n: number) {
  const named = { commandId: commandId(n), poolId: 'pool-a' as PoolId, impi: impi(1) };
  return { type: 'Revoke', ...named, quarantineSeconds: 9_000, reason: 'abuse' } as const;
}

describe('affinity', () => {
  it.each([
    ['while it is still held', 200, ['Released', 'Assigned']],
    ['in its quarantine', L + 1, ['Expired', 'Assigned']],
    ['after it, though others have waited longer', L + 600, ['Expired', 'Assigned']],
  ])('assigns the same subject its former identity %s, with a new generation', async (_, seconds, types) => {
    const scenario = await aliceHasGone();
    const outcome = await (await scenario.at(seconds)).when(assign(3, toAlice));
    expect(outcome).toMatchObject({
      kind: 'assigned',
      assignment: { impi: impi(1), generation: 2, reassignableAt: plusSeconds(newYear, seconds + L) },
    });
    expect(scenario.eventTypes.slice(-2)).toEqual(types);
    expect(await faultsOf(scenario)).toEqual([]);
  });

  it('assigns it if the pool has no other identity', async () => {
    const scenario = await aliceHasGone(affine, 1);
    await scenario.at(200);
    expect(await scenario.when(assign(3))).toMatchObject({ refusal: { code: 'pool-exhausted' } });
    expect(await scenario.when(assign(4, toAlice))).toMatchObject({ kind: 'assigned', assignment: { generation: 2 } });
  });

  it('applies to the same authenticated subject only, never to a session', async () => {
    const scenario = await aliceHasGone();
    expect(await scenario.when(assign(3, { subject: alice('bob') }))).toMatchObject({ assignment: { impi: impi(2) } });
    const session = { subject: { kind: 'anonymous', session: 'alice' } } as const;
    expect(await scenario.when(assign(4, session))).toMatchObject({ assignment: { impi: impi(3) } });
  });

  it('is off unless the pool has it', async () => {
    const scenario = await aliceHasGone({ ...affine, affinity: false });
    expect(await scenario.when(assign(3, toAlice))).toMatchObject({ assignment: { impi: impi(2) } });
  });

  it('does not apply if a shorter lifetime would end before the former token', async () => {
    const scenario = await aliceHasGone();
    await scenario.terms({ ...affine, securityLifetimeSeconds: 2_000, tokenLifetimeSeconds: 1_082 });
    expect(await scenario.when(assign(3, toAlice))).toMatchObject({ assignment: { impi: impi(2) } });
  });

  it('ignores indications for an identity that was taken back: a token of the former lease can still be in use', async () => {
    const scenario = await aliceHasGone();
    await scenario.when(assign(3, toAlice));
    const outcome = await scenario.when(indicate(4, impi(1), 2, { tokenRefused: true }));
    expect(outcome).toMatchObject({ answer: { effect: 'ignored', reason: 'former-token-alive' } });
    expect(scenario.eventTypes.at(-1)).toBe('IndicationIgnored');
  });

  it.each([
    ['held, then revoked', 200],
    ['in quarantine, then revoked', L + 1],
  ])('never applies to an identity that the IMS operator has revoked: %s', async (_, seconds) => {
    const scenario = await aliceHasGone();
    await (await scenario.at(seconds)).when(revoke(3));
    expect(await scenario.when(assign(4, toAlice))).toMatchObject({ assignment: { impi: impi(2) } });
    await scenario.at(L + 300);
    await scenario.when({ type: 'ExpireDue', countMax: 10 });
    const position = scenario.events.findLast(({ type }) => type === 'Assigned')?.position;
    await scenario.when(release(5, `0-${String(position)}`));
    expect(await scenario.when(assign(6, toAlice))).toMatchObject({ assignment: { impi: impi(2) } });
  });

  it('answers a repeated command from its one event', async () => {
    const scenario = await aliceHasGone();
    const first = await scenario.when(assign(3, toAlice));
    expect(await scenario.when(assign(3, toAlice))).toEqual(first);
  });
});

describe('edge case 12: the limit of a subject', () => {
  it('counts its identities to their bounds, released or not, and answers when the first of them ends', async () => {
    const scenario = await LaneScenario.given(5, { maxPerSubject: 2 });
    await scenario.when(assign(1, toAlice));
    await scenario.when(release(2, '0-6'));
    await (await scenario.at(50)).when(assign(3, toAlice));
    expect(await scenario.when(assign(4, toAlice))).toEqual({
      kind: 'refused',
      refusal: { code: 'subject-limit-reached', nextReassignableAt: plusSeconds(newYear, L) },
    });
    expect(scenario.events.at(-1)?.data).toMatchObject({ reason: 'subject-limit-reached', count: 1 });
    expect((await scenario.when(assign(5))).kind).toBe('assigned');
    expect((await (await scenario.at(L)).when(assign(6, toAlice))).kind).toBe('assigned');
  });

  it('does not count an identity that the subject takes back', async () => {
    const scenario = await aliceHasGone({ ...affine, maxPerSubject: 1 });
    expect(await scenario.when(assign(3, toAlice))).toMatchObject({ kind: 'assigned', assignment: { impi: impi(1) } });
  });

  it('applies to sessions too', async () => {
    const session = { subject: { kind: 'anonymous', session: 'tab-1' } } as const;
    const scenario = await LaneScenario.given(3, { maxPerSubject: 1 });
    await scenario.when(assign(1, session));
    expect(await scenario.when(assign(2, session))).toMatchObject({ refusal: { code: 'subject-limit-reached' } });
  });

  it('finds every identity that the subject holds, not only the last one', async () => {
    const scenario = await LaneScenario.given(3, { repeatSubject: 'another' });
    await scenario.batch(assign(1, toAlice), assign(2, toAlice));
    await scenario.when(release(3, '0-5'));
    await scenario.terms({ repeatSubject: 'same' });
    expect(await scenario.when(assign(4, toAlice))).toMatchObject({ kind: 'found', assignment: { impi: impi(1) } });
  });
});

describe('the share of anonymous subjects', () => {
  const anonymous = (n: number) => assign(n, { subject: { kind: 'anonymous', session: `tab-${String(n)}` } });

  it.each([
    [100, 4],
    [50, 2],
    [49, 1],
    [0, 0],
  ])('of %i percent of four identities is %i; the rest is for authenticated subjects', async (percent, count) => {
    const scenario = await LaneScenario.given(4, { anonymousSharePercent: percent });
    const outcomes = await scenario.batch(...[1, 2, 3, 4].map(anonymous));
    expect(outcomes.filter(({ kind }) => kind === 'assigned')).toHaveLength(count);
    const refused = outcomes.slice(count);
    refused.forEach((outcome) => expect(outcome).toMatchObject({ refusal: { code: 'anonymous-share-used' } }));
    const others = await scenario.batch(...[5, 6, 7, 8].slice(count).map((n) => assign(n)));
    expect(others.every(({ kind }) => kind === 'assigned')).toBe(true);
  });

  it('becomes free at the bound, even if the lapse is not recorded yet', async () => {
    const scenario = await LaneScenario.given(2, { anonymousSharePercent: 50 });
    await scenario.when(anonymous(1));
    expect(await (await scenario.at(L - 0.001)).when(anonymous(2))).toMatchObject({ kind: 'refused' });
    expect(await (await scenario.at(L)).when(anonymous(3))).toMatchObject({ kind: 'assigned' });
  });
});
