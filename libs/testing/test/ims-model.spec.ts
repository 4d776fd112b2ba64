import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  type AccessNode,
  type Attempt,
  type Binding,
  type Conflict,
  ExclusiveUse,
  Ims,
  type ImsSettings,
  overlaps,
  type Token,
} from '@allocator/testing/simulation';

const settings: ImsSettings = {
  registrationModel: 'outlives-token',
  maxRegistrationMs: 600_000,
  minRegistrationMs: 60_000,
  tokenLeewayMs: 30_000,
  clockSkewMs: 5_000,
  inFlightMs: 100_000,
  purgeDelayMs: 120_000,
};
const slow: AccessNode = { name: 'slow', skewShare: -1 };
const fast: AccessNode = { name: 'fast', skewShare: 1 };
const identity = { impi: 'web-1@ims.example', impus: ['sip:web-1@example'] };
const endOfToken = 1_000_000;

function token(changes: Partial<Token> = {}): Token {
  return { ...identity, generation: 1, sequence: 1, expiresAt: endOfToken, holder: 'alice', ...changes };
}

function attempt(changes: Partial<Attempt> = {}): Attempt {
  return {
    token: token(),
    contact: 'tab',
    node: slow,
    flightShare: 0,
    requestedMs: Infinity,
    purgeShare: 0,
    ...changes,
  };
}

function imsWith(changes: Partial<ImsSettings> = {}, cover?: ConstructorParameters<typeof Ims>[2]): Ims {
  return new Ims({ ...settings, ...changes }, [slow, fast], cover);
}

function intervals(ims: Ims): readonly (readonly [number, number])[] {
  return ims.registrar.bindings.map(({ from, goneAt }) => [from, goneAt]);
}

describe('a node', () => {
  it.each([
    ['slow', slow, endOfToken + 30_000 + 5_000],
    ['fast', fast, endOfToken + 30_000 - 5_000],
  ])('whose clock is %s accepts a token until the end of the leeway by its own clock', (_, node, end) => {
    const ims = imsWith();
    expect(ims.register(attempt({ node }), end - 1)).toBe(true);
    expect(ims.register(attempt({ node }), end)).toBe(false);
  });

  it('gives the last moments of a token by the slowest clock', () => {
    const ims = imsWith();
    const [atEnd, atLeeway] = ims.lastMoments(token());
    expect(atEnd?.at).toBeCloseTo(endOfToken + 5_000, 1);
    expect(atLeeway?.at).toBeCloseTo(endOfToken + 35_000, 1);
    expect(atLeeway?.node).toBe(slow);
    expect(ims.canRegister(token(), atLeeway?.at ?? 0)).toBe(true);
    expect(ims.canRegister(token(), (atLeeway?.at ?? 0) + 1)).toBe(false);
  });

  it('refuses tokens 1 to n after a refusal of n, and accepts the next one, on every node', () => {
    const ims = imsWith();
    ims.refusals.refuse(identity.impi, 1, 2);
    const accepted = [1, 2, 3].map((sequence) =>
      [slow, fast].map((node) => ims.register(attempt({ node, token: token({ sequence }) }), 0)),
    );
    expect(accepted).toEqual([
      [false, false],
      [false, false],
      [true, true],
    ]);
    expect(ims.register(attempt({ token: token({ generation: 2 }) }), 0)).toBe(true);
  });

  it('accepts token 1 after a refusal of token 2 if the eP-CSCF breaks the declaration', () => {
    const ims = imsWith({}, 'one-alone');
    ims.refusals.refuse(identity.impi, 1, 2);
    expect(ims.canRegister(token({ sequence: 1 }), 0)).toBe(true);
    expect(ims.canRegister(token({ sequence: 2 }), 0)).toBe(false);
  });

  it('remembers every token that was presented to it', () => {
    const ims = imsWith();
    ims.register(attempt({ token: token({ sequence: 2 }) }), endOfToken * 2);
    ims.register(attempt({ token: token({ sequence: 1 }) }), endOfToken * 2);
    expect(ims.seen(identity.impi, 1)).toEqual([1, 2]);
  });
});

describe('the registrar', () => {
  it('keeps a binding from its arrival for the longest Expires and the purge delay', () => {
    const ims = imsWith();
    ims.register(attempt({ flightShare: 1, purgeShare: 1 }), 0);
    expect(ims.stateOf(identity, 99_999)).toEqual({ contacts: 0, pending: 1, quietAt: 100_000 });
    ims.arrive(100_000);
    expect(intervals(ims)).toEqual([[100_000, 100_000 + 600_000 + 120_000]]);
    expect(ims.stateOf(identity, 819_999)).toEqual({ contacts: 1, pending: 0, quietAt: 820_000 });
    expect(ims.stateOf(identity, 820_000).contacts).toBe(0);
  });

  it.each<[string, Partial<ImsSettings>, number, number, number]>([
    ['what was requested', {}, 0, 100_000, 100_000],
    ['its minimum if less was requested', {}, 0, 10_000, 60_000],
    ['its maximum even if the minimum is longer', { maxRegistrationMs: 40_000 }, 0, 10_000, 40_000],
    ['the longest even after the end of a token', {}, endOfToken + 10_000, Infinity, 600_000],
    ['the rest of the token in capped-by-token', { registrationModel: 'capped-by-token' }, 900_000, Infinity, 105_000],
    [
      'its minimum in capped-by-token if the rest of the token is shorter',
      { registrationModel: 'capped-by-token' },
      1_030_000,
      Infinity,
      60_000,
    ],
  ])('grants %s', (_, changes, at, requestedMs, grantedMs) => {
    const ims = imsWith(changes);
    expect(ims.register(attempt({ requestedMs }), at)).toBe(true);
    expect(ims.registrar.bindings.map((binding) => binding.grantedMs)).toEqual([grantedMs]);
  });

  it('makes no binding in capped-by-token for an ended token, if there is no minimum', () => {
    const ims = imsWith({ registrationModel: 'capped-by-token', minRegistrationMs: 0 });
    expect(ims.register(attempt(), endOfToken + 5_000)).toBe(false);
    expect(ims.canRegister(token(), endOfToken + 5_000)).toBe(false);
    expect(ims.canRegister(token(), endOfToken + 4_999)).toBe(true);
  });

  it('replaces the binding of a contact by its refresh, even by a shorter one', () => {
    const ims = imsWith();
    ims.register(attempt(), 0);
    ims.register(attempt({ requestedMs: 60_000 }), 10_000);
    expect(intervals(ims)).toEqual([
      [0, 10_000],
      [10_000, 70_000],
    ]);
  });

  it('removes only the binding of the contact that deregisters', () => {
    const ims = imsWith();
    ims.register(attempt(), 0);
    ims.register(attempt({ contact: 'other tab' }), 0);
    ims.register(attempt({ token: token({ holder: 'bob' }) }), 0);
    ims.register(attempt({ requestedMs: 0, flightShare: 0.5 }), 1_000);
    ims.arrive(60_000);
    expect(intervals(ims).map(([, goneAt]) => goneAt)).toEqual([51_000, 600_000, 600_000]);
  });

  it('does not deregister a contact on a token that no node accepts', () => {
    const ims = imsWith();
    ims.register(attempt(), endOfToken);
    expect(ims.register(attempt({ requestedMs: 0 }), endOfToken + 50_000)).toBe(false);
    expect(ims.stateOf(identity, endOfToken + 50_000).contacts).toBe(1);
  });

  it('keeps a granted Expires when the maximum is lowered, and purges by the longest delay since', () => {
    const ims = imsWith();
    ims.register(attempt({ purgeShare: 1 }), 0);
    ims.change({ ...settings, maxRegistrationMs: 60_000, purgeDelayMs: 0 }, 1);
    expect(intervals(ims)).toEqual([[0, 720_000]]);
    ims.change({ ...settings, purgeDelayMs: 200_000 }, 2);
    expect(intervals(ims)).toEqual([[0, 800_000]]);
  });
});

describe('exclusive use', () => {
  let ims: Ims;
  let exclusive: ExclusiveUse;
  beforeEach(() => {
    ims = imsWith();
    exclusive = new ExclusiveUse(ims);
  });
  const bob = token({ holder: 'bob', generation: 2, expiresAt: 9_000_000 });
  const kinds = (conflicts: readonly Conflict[]): readonly Conflict['kind'][] => conflicts.map(({ kind }) => kind);
  /** After the last instant at which the former token is accepted. */
  const afterToken = endOfToken + 35_000;

  it('accepts holders that follow one another, to the millisecond', () => {
    exclusive.issue(token(), 0);
    ims.register(attempt({ token: exclusive.tokens[0] as Token, purgeShare: 1 }), afterToken - 1);
    expect(kinds(exclusive.issue(bob, afterToken - 1 + 720_000))).toEqual([]);
  });

  it.each<[Conflict['kind'], number, Partial<Attempt>]>([
    ['bound', afterToken + 719_998, { purgeShare: 1 }],
    ['in-flight', afterToken + 10_000, { flightShare: 1 }],
  ])('finds a former holder that is %s', (kind, at, how) => {
    exclusive.issue(token(), 0);
    ims.register(attempt({ token: exclusive.tokens[0] as Token, ...how }), afterToken - 1);
    expect(kinds(exclusive.issue(bob, at))).toEqual([kind]);
  });

  it('finds a former holder that can still register, one millisecond before its token ends', () => {
    exclusive.issue(token(), 0);
    expect(kinds(exclusive.issue(bob, afterToken - 1))).toEqual(['token-alive']);
  });

  it('finds a former holder that gets another token after the identity was assigned again', () => {
    exclusive.issue(token(), 0);
    exclusive.issue(bob, afterToken);
    expect(kinds(exclusive.issue(token({ sequence: 2, expiresAt: 5_000_000 }), afterToken))).toEqual(['token-alive']);
    expect(kinds(exclusive.issue({ ...bob, sequence: 2 }, afterToken + 1))).toEqual(['token-alive']);
  });

  it.each<[string, Partial<Token>]>([
    ['another IMPI with the same address', { impi: 'web-2@ims.example' }],
    ['the same address as a SIPS URI', { impi: 'web-2@ims.example', impus: ['sips:web-1@example'] }],
    ['the same IMPI with another address', { impus: ['sip:web-9@example'] }],
  ])('treats %s as the same identity', (_, names) => {
    exclusive.issue(token(), 0);
    expect(kinds(exclusive.issue({ ...bob, ...names }, 0))).toEqual(['token-alive']);
  });

  it.each<[string, Partial<Token>]>([
    ['a holder that takes its own identity back', { holder: 'alice' }],
    ['another identity', { impi: 'web-2@ims.example', impus: ['sip:web-2@example'] }],
  ])('accepts %s', (_, changes) => {
    exclusive.issue(token(), 0);
    expect(exclusive.issue({ ...bob, ...changes }, 0)).toEqual([]);
  });

  it('accepts a former holder only if all its tokens are refused', () => {
    exclusive.issue(token(), 0);
    exclusive.issue(token({ sequence: 2 }), 0);
    ims.refusals.refuse(identity.impi, 1, 1);
    expect(kinds(exclusive.issue(bob, 1))).toEqual(['token-alive']);
    ims.refusals.refuse(identity.impi, 1, 2);
    expect(exclusive.issue({ ...bob, generation: 3 }, 1)).toEqual([]);
  });

  it('ignores a token that a longer leeway revives after the assignment', () => {
    const former = token();
    exclusive.issue(former, 0);
    expect(exclusive.issue(bob, afterToken)).toEqual([]);
    ims.register(attempt({ token: bob }), afterToken);
    ims.change({ ...settings, tokenLeewayMs: 300_000 }, afterToken + 1);
    exclusive.setUp(2, afterToken + 1);
    expect(ims.register(attempt({ token: former }), afterToken + 2)).toBe(true);
    expect(overlaps(ims.registrar.bindings)).toHaveLength(1);
    expect(exclusive.overlaps()).toEqual([]);
    expect(exclusive.issue({ ...bob, sequence: 2 }, afterToken + 3)).toEqual([]);
    // The next assignment knows of the raise.
    expect(kinds(exclusive.issue(token({ holder: 'carol', generation: 3 }), afterToken + 3))).toContain('bound');
  });

  it('finds a token that is revived by a profile which was known at the assignment', () => {
    const former = token();
    exclusive.issue(former, 0);
    expect(exclusive.issue(bob, afterToken, 2)).toEqual([]);
    ims.register(attempt({ token: bob }), afterToken);
    ims.change({ ...settings, tokenLeewayMs: 300_000 }, afterToken + 1);
    exclusive.setUp(2, afterToken + 1);
    ims.register(attempt({ token: former }), afterToken + 2);
    expect(exclusive.overlaps()).toHaveLength(1);
  });

  it('finds overlapping bindings without looking at the issue of tokens', () => {
    exclusive.issue(token(), 0);
    exclusive.issue(bob, 1);
    for (const one of exclusive.tokens) ims.register(attempt({ token: one }), 1);
    expect(exclusive.overlaps()).toHaveLength(1);
  });
});

describe('overlaps', () => {
  const binding = (holder: string, from: number, goneAt: number): Binding => ({
    register: {
      ...attempt(),
      token: token({ holder }),
      node: 'slow',
      acceptedAt: from,
      arrivesAt: from,
      tokenLeftMs: 0,
    },
    from,
    grantedMs: goneAt - from,
    purgeMs: 0,
    goneAt,
  });

  it.each<[string, number, Binding, Binding]>([
    ['finds bindings that overlap by a millisecond', 1, binding('alice', 0, 10), binding('bob', 9, 20)],
    ['finds them in either order', 1, binding('alice', 9, 20), binding('bob', 0, 10)],
    ['finds one within the other', 1, binding('alice', 0, 20), binding('bob', 5, 6)],
    ['accepts one that begins when the other ends', 0, binding('alice', 0, 10), binding('bob', 10, 20)],
    ['accepts one that ends when the other begins', 0, binding('alice', 10, 20), binding('bob', 0, 10)],
    ['accepts two of one holder', 0, binding('alice', 0, 10), binding('alice', 5, 20)],
  ])('%s', (_, count, a, b) => {
    expect(overlaps([a, b])).toHaveLength(count);
  });
});
