import fc from 'fast-check';
import type { Command, PoolId } from '@allocator/domain';
import { alice, assign, commandId, impi, indicate, prolong, release } from '../builders.js';
import type { LaneScenario } from '../lane-scenario.js';

/** How many identities the pool of the scenario has: few, so that commands meet. */
export const identitiesInPlay = 4;

/** A command by its meaning: its assignment id depends on how the lane was batched. */
export type RandomStep =
  | { kind: 'assign'; id: number; user: number; anonymous: boolean }
  | { kind: 'release' | 'prolong'; id: number; nth: number }
  | { kind: 'indicate'; id: number; identity: number; generation: number; tokenRefused: boolean; contacts: number }
  | { kind: 'suspend' | 'resume'; id: number; identity: number }
  | { kind: 'revoke'; id: number; identity: number; quarantineSeconds: number }
  | { kind: 'expire' };

const poolId = 'pool-a' as PoolId;
const id = fc.integer({ min: 1, max: 40 });
const step: fc.Arbitrary<RandomStep> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('assign' as const), id, user: fc.nat(3), anonymous: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('release' as const, 'prolong' as const), id, nth: fc.nat(5) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('indicate' as const),
      id,
      identity: fc.integer({ min: 1, max: identitiesInPlay + 1 }),
      generation: fc.nat(3),
      tokenRefused: fc.boolean(),
      contacts: fc.constantFrom(0, 0, 1),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('suspend' as const, 'resume' as const),
      id,
      identity: fc.integer({ min: 1, max: identitiesInPlay }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('revoke' as const),
      id,
      identity: fc.integer({ min: 1, max: identitiesInPlay }),
      quarantineSeconds: fc.nat(100),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'expire' as const }) },
);
/** Commands that are sent together, some seconds after the round before, on terms that may have changed. */
export const randomRound = fc.record({
  // Mostly within a lease, sometimes past its bound.
  seconds: fc.oneof(fc.nat(300), fc.nat(4_000)),
  terms: fc.constantFrom(
    { securityLifetimeSeconds: 3_600, tokenLifetimeSeconds: 2_682 },
    { securityLifetimeSeconds: 2_000, tokenLifetimeSeconds: 1_082 },
  ),
  steps: fc.array(step, { minLength: 1, maxLength: 12 }),
});
/** A pool's policy. Without a quarantine, one batch can free an identity and assign it again. */
export const randomPolicy = fc.record({
  repeatSubject: fc.constantFrom('same' as const, 'another' as const, 'refuse' as const),
  quarantineSeconds: fc.constantFrom(0, 30, 1_500),
  affinity: fc.boolean(),
  maxPerSubject: fc.constantFrom(undefined, 1, 2),
  anonymousSharePercent: fc.constantFrom(undefined, 0, 50),
});

/** The command for a step in the current state of the scenario. */
export function commandOf(scenario: LaneScenario, step: RandomStep): Command {
  switch (step.kind) {
    case 'assign': {
      const ref = `user-${String(step.user)}`;
      return assign(step.id, { subject: step.anonymous ? { kind: 'anonymous', session: ref } : alice(ref) });
    }
    case 'release':
    case 'prolong': {
      const assigned = scenario.events.filter(({ type }) => type === 'Assigned')[step.nth];
      const named = assigned === undefined ? '0-999' : `0-${String(assigned.position)}`;
      return step.kind === 'release' ? release(step.id, named) : prolong(step.id, named);
    }
    case 'indicate':
      return indicate(step.id, impi(step.identity), step.generation, {
        tokenRefused: step.tokenRefused,
        contactsRemaining: step.contacts,
      });
    case 'suspend':
    case 'resume': {
      const type = step.kind === 'suspend' ? 'Suspend' : 'Resume';
      return { type, commandId: commandId(step.id), poolId, impi: impi(step.identity) };
    }
    case 'revoke': {
      const { quarantineSeconds } = step;
      const named = { commandId: commandId(step.id), poolId, impi: impi(step.identity) };
      return { type: 'Revoke', ...named, quarantineSeconds, reason: 'abuse' };
    }
    case 'expire':
      return { type: 'ExpireDue', countMax: 100 };
  }
}
