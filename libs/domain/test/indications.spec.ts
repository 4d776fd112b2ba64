import { describe, expect, it } from '@jest/globals';
import type { Indicate, OperatorId, PoolTerms } from '@allocator/domain';
import { plusSeconds } from '@allocator/domain';
import { LaneScenario, assign, impi, indicate, newYear, prolong, release } from '@allocator/testing';

/** Of the pool's terms: L = 3600, token 2682, R_max 600, G 318. */
const L = 3600;
const token = 2682;
const G = 318;
/** Of the first assignment of the scenarios' one identity. */
const first = '0-2';
const at = (seconds: number) => plusSeconds(newYear, seconds);

async function assigned(terms: Partial<PoolTerms> = {}): Promise<LaneScenario> {
  const scenario = await LaneScenario.given(1, terms);
  await scenario.when(assign(1));
  return scenario;
}

/** A lease that was prolonged at 1000 s: its second token ends at 3682 s. */
async function prolonged(): Promise<LaneScenario> {
  const scenario = await assigned();
  await (await scenario.at(1000)).when(prolong(2, first));
  return scenario;
}

const frees = (reason: string, seconds: number) => ({
  kind: 'indicated',
  answer: { effect: 'reassignable', reason, reassignableAt: at(seconds) },
});
const ignored = (reason: string) => ({ kind: 'indicated', answer: { effect: 'ignored', reason } });

describe('edge case 6: an eP-CSCF’s indication that the token is refused', () => {
  it('frees now, and no Expired follows', async () => {
    const scenario = await assigned();
    expect(await (await scenario.at(10)).when(indicate(2, impi(1), 1))).toEqual(frees('token-refused', 10));
    expect(await scenario.when(assign(3))).toMatchObject({ kind: 'assigned' });
    await (await scenario.at(L)).when({ type: 'ExpireDue', countMax: 10 });
    expect(scenario.eventTypes).toEqual(['Assigned', 'Released', 'Assigned']);
  });

  it('does not end the quarantine', async () => {
    const scenario = await assigned({ quarantineSeconds: 60 });
    await (await scenario.at(10)).when(indicate(2, impi(1), 1));
    expect((await (await scenario.at(69.999)).when(assign(3))).kind).toBe('refused');
    expect((await (await scenario.at(70)).when(assign(4))).kind).toBe('assigned');
  });

  it('frees a lease that its WWSF has released', async () => {
    const scenario = await assigned();
    await (await scenario.at(10)).when(release(2, first));
    expect(await scenario.when(indicate(3, impi(1), 1))).toEqual(frees('token-refused', 10));
  });

  it.each<[string, Partial<Indicate>, string]>([
    ['its first token alone', { tokenSequence: 1 }, 'newer-token'],
    ['none by number', {}, 'newer-token'],
    ['a third token, which was never issued', { tokenSequence: 3 }, 'unknown-token'],
  ])('of a lease that was prolonged, naming %s, frees nothing', async (_, change, reason) => {
    const scenario = await prolonged();
    expect(await (await scenario.at(1010)).when(indicate(3, impi(1), 1, change))).toMatchObject(ignored(reason));
    expect((await (await scenario.at(1011)).when(assign(4))).kind).toBe('refused');
  });

  it('naming the newest token covers all earlier ones, however late it arrives', async () => {
    const scenario = await prolonged();
    const late = { tokenSequence: 2, indicatedAt: at(1005) };
    expect(await (await scenario.at(2000)).when(indicate(3, impi(1), 1, late))).toEqual(frees('token-refused', 2000));
  });

  it('records its proof', async () => {
    const scenario = await prolonged();
    await (await scenario.at(1010)).when(indicate(3, impi(1), 1, { tokenSequence: 2, indicatedAt: at(1009) }));
    expect(scenario.events.at(-1)).toMatchObject({
      type: 'Released',
      data: {
        by: 'ep-cscf',
        ground: 'token-refused',
        tokenSequence: 2,
        indicatedAt: at(1009),
        reassignableAt: at(1010),
      },
    });
  });
});

describe('edge case 6: an indication that refuses no token', () => {
  const unregistered = (n: number, seconds?: number) =>
    indicate(n, impi(1), 1, {
      tokenRefused: false,
      contactsRemaining: 0,
      ...(seconds === undefined ? {} : { indicatedAt: at(seconds) }),
    });

  it('changes nothing while a token can be used: its holder can prolong', async () => {
    const scenario = await assigned({ repeatSubject: 'same' });
    expect(await (await scenario.at(1)).when(unregistered(2, 1))).toEqual({
      kind: 'indicated',
      answer: { effect: 'ignored', reason: 'token-alive', reassignableAt: at(L) },
    });
    expect(await scenario.when(assign(3, { subject: { kind: 'authenticated', ref: 'user-1' } }))).toMatchObject({
      kind: 'found',
      assignment: { assignmentId: first, state: 'assigned' },
    });
    expect(await scenario.when(prolong(4, first))).toMatchObject({ kind: 'prolonged' });
    expect(scenario.eventTypes).toEqual(['Assigned', 'IndicationIgnored', 'Prolonged']);
  });

  it.each([
    ['undated', undefined],
    ['seen a millisecond before the token is dead', token + G - 0.001],
    ['seen when the token had ended, and not yet the guard', token],
  ])('%s frees nothing, however late it arrives', async (_, seen) => {
    const scenario = await assigned();
    expect(await (await scenario.at(3500)).when(unregistered(2, seen))).toMatchObject(ignored('token-alive'));
    expect((await (await scenario.at(L - 0.001)).when(assign(3))).kind).toBe('refused');
  });

  it('frees if the eP-CSCF looked when no token could be used any more', async () => {
    const scenario = await assigned();
    expect(await (await scenario.at(3100)).when(unregistered(2, token + G))).toEqual(frees('token-dead', 3100));
    expect(scenario.events.at(-1)).toMatchObject({ data: { ground: 'token-dead', indicatedAt: at(token + G) } });
    expect((await scenario.when(assign(3))).kind).toBe('assigned');
  });

  it('uses the token that ends last, which need not be the newest', async () => {
    const scenario = await assigned();
    await scenario.terms({ securityLifetimeSeconds: 1000, tokenLifetimeSeconds: 82, agreementVersion: 2 });
    await (await scenario.at(10)).when(prolong(2, first));
    await scenario.at(3100);
    expect(await scenario.when(unregistered(3, 92 + G))).toMatchObject(ignored('token-alive'));
    expect(await scenario.when(unregistered(4, token + G - 0.001))).toMatchObject(ignored('token-alive'));
    expect(await scenario.when(unregistered(5, token + G))).toEqual(frees('token-dead', 3100));
  });
});

describe('edge case 5: an eP-CSCF’s indication', () => {
  const states = {
    'never assigned': { seconds: 0, given: () => LaneScenario.given(1) },
    assigned: { seconds: 0, given: assigned },
    freed: {
      seconds: 10,
      given: async () => {
        const scenario = await assigned();
        await (await scenario.at(10)).when(indicate(2, impi(1), 1));
        return scenario;
      },
    },
    lapsed: { seconds: L, given: assigned },
  };

  it.each<[string, keyof typeof states, Partial<Indicate>, Partial<PoolTerms>, string]>([
    ['a former generation', 'assigned', { generation: 0 }, {}, 'old-generation'],
    ['a generation to come', 'assigned', { generation: 2 }, {}, 'unknown-generation'],
    ['an operator whose indications are ignored', 'assigned', {}, { indications: 'ignored' }, 'indications-ignored'],
    ['an identity that was never assigned', 'never assigned', {}, {}, 'never-assigned'],
    ['a freed one', 'freed', {}, {}, 'already-reassignable'],
    ['a lapsed one', 'lapsed', {}, {}, 'already-reassignable'],
    ['an unknown identity', 'assigned', { impi: impi(9) }, {}, 'unknown-identity'],
    ['one of two contacts', 'assigned', { contactsRemaining: 1 }, {}, 'contacts-remain'],
    ['a time to come', 'assigned', { indicatedAt: at(G + 0.001) }, {}, 'dated-in-future'],
    ['a time before the assignment', 'assigned', { indicatedAt: at(-G - 0.001) }, {}, 'dated-before-assignment'],
  ])('about %s changes nothing and is recorded', async (_, state, change, terms, reason) => {
    const scenario = await states[state].given();
    await (await scenario.at(states[state].seconds)).terms(terms);
    const before = await scenario.identity(impi(1));
    const outcome = await scenario.when(indicate(9, impi(1), 1, change));
    expect(outcome).toMatchObject(ignored(reason));
    expect(await scenario.identity(impi(1))).toEqual(before);
    expect(scenario.events.at(-1)).toMatchObject({ type: 'IndicationIgnored', data: { reason } });
    expect(await scenario.when(indicate(9, impi(1), 1, change))).toEqual(outcome);
  });

  it('of another operator has the same answer as one about an identity that does not exist', async () => {
    const scenario = await assigned();
    const foreign = { operatorId: 'op-x' as OperatorId };
    const existing = await scenario.when(indicate(2, impi(1), 1, foreign));
    expect(existing).toEqual(await scenario.when(indicate(3, impi(9), 1, foreign)));
    expect(existing).toEqual({
      kind: 'indicated',
      answer: { effect: 'ignored', reason: 'unknown-identity', reassignableAt: null },
    });
    const [ofExisting, ofUnknown] = scenario.events.slice(-2).map(({ data }) => ({ ...data, impi: '', commandId: '' }));
    expect(ofExisting).toEqual(ofUnknown);
  });

  it('frees only with the last of two contacts, in whatever order the indications arrive', async () => {
    const scenario = await assigned();
    await scenario.at(10);
    const gone = (n: number, contactsRemaining: number) =>
      scenario.when(indicate(n, impi(1), 1, { contactsRemaining }));
    expect(await gone(2, 1)).toMatchObject(ignored('contacts-remain'));
    expect((await scenario.when(assign(3))).kind).toBe('refused');
    expect(await gone(4, 0)).toMatchObject({ answer: { effect: 'reassignable' } });
    // The first indication arrives again, late: the next holder keeps the identity.
    expect(await gone(5, 1)).toMatchObject(ignored('already-reassignable'));
    expect((await scenario.when(assign(6))).kind).toBe('assigned');
    expect(await gone(7, 0)).toMatchObject(ignored('old-generation'));
    expect((await scenario.when(assign(8))).kind).toBe('refused');
  });

  it.each([
    ['as far ahead as the guard explains', G],
    ['as far before the assignment as the guard explains', -G],
  ])('dated %s is accepted', async (_, seconds) => {
    const scenario = await assigned();
    const dated = indicate(2, impi(1), 1, { indicatedAt: at(seconds) });
    expect(await scenario.when(dated)).toMatchObject({ answer: { effect: 'reassignable' } });
  });

  it('that was ignored is recorded with its content', async () => {
    const scenario = await assigned();
    const indicated = { contactsRemaining: 2, indicatedAt: at(0), tokenSequence: 1 };
    await scenario.when(indicate(2, impi(1), 1, indicated));
    expect(scenario.events.at(-1)).toMatchObject({ type: 'IndicationIgnored', data: indicated });
  });
});
