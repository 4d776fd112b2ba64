import type { Guard, Identity, Indicate, Instant, Lease, OperatorProfile } from '@allocator/domain';
import { later, latestLease, plusSeconds } from '@allocator/domain';

/**
 * Bugs that are planted around the product's code, never in it. Each is equal in effect to the bug that it is named after.
 * `instant-off-by-one`: an identity is assigned one millisecond before its instant.
 * `skew-counted-once`: two clocks are taken to differ by the skew of one.
 * `leeway-not-counted`, `flight-not-counted`, `purge-not-counted`, `minimum-not-counted`: the bound leaves out that part.
 * The others are the rules of early freeing (design, section 7), each turned off:
 * `generation-not-checked`: an indication about a former holder counts for the present one.
 * `contacts-not-checked`: a contact that is left does not matter.
 * `older-refusal-counts`: the refusal of a former token counts though a newer one is alive.
 * `unnumbered-refusal-counts`: a refusal without a number counts though the lease has had several tokens.
 * `undated-look-counts`: a look without a date counts as one of its arrival.
 * `dated-by-arrival`: a look counts by when it arrived, not by when the eP-CSCF looked.
 * `guard-not-waited`: a look counts from the end of the last token on.
 * `newest-token-counts`: a look counts by the end of the newest token, though a former one ends later.
 */
export const imsDefects = [
  'instant-off-by-one',
  'skew-counted-once',
  'leeway-not-counted',
  'flight-not-counted',
  'purge-not-counted',
  'minimum-not-counted',
  'generation-not-checked',
  'contacts-not-checked',
  'older-refusal-counts',
  'unnumbered-refusal-counts',
  'undated-look-counts',
  'dated-by-arrival',
  'guard-not-waited',
  'newest-token-counts',
] as const;

export type ImsDefect = (typeof imsDefects)[number];

/** The profile as the service gets it. */
export function plantedProfile(
  profile: Omit<OperatorProfile, 'version'>,
  defect: ImsDefect | undefined,
): Omit<OperatorProfile, 'version'> {
  const { guard } = profile;
  const understated = (part: Partial<Guard>): Omit<OperatorProfile, 'version'> => ({
    ...profile,
    guard: { ...guard, ...part },
  });
  switch (defect) {
    case 'skew-counted-once':
      return understated({ clockSkewSeconds: guard.clockSkewSeconds / 2 });
    case 'leeway-not-counted':
      return understated({ tokenLeewaySeconds: 0 });
    case 'flight-not-counted':
      return understated({ inFlightSeconds: 0 });
    case 'purge-not-counted':
      return understated({ purgeDelaySeconds: 0 });
    case 'minimum-not-counted':
      return { ...profile, minRegistrationSeconds: 0 };
    default:
      return profile;
  }
}

/** The identity as an indication finds it. */
export function plantedIdentity(identity: Identity, defect: ImsDefect): Identity {
  const { holding } = identity;
  if (defect !== 'newest-token-counts' || holding.status === 'never-assigned') return identity;
  const { lease } = holding;
  return { ...identity, holding: { ...holding, lease: { ...lease, lastTokenEndsAt: lease.tokenExpiresAt } } };
}

/** The indication as the service gets it. @param now of the database's clock, as it arrives */
export function plantedIndication(command: Indicate, identity: Identity, now: Instant, defect: ImsDefect): Indicate {
  const lease = latestLease(identity);
  if (defect === 'generation-not-checked') return { ...command, generation: identity.generation };
  if (lease === undefined || command.generation !== identity.generation) return command;
  if (defect === 'contacts-not-checked') return { ...command, contactsRemaining: 0 };
  return command.tokenRefused ? plantedRefusal(command, lease, defect) : plantedLook(command, lease, now, defect);
}

function plantedRefusal(command: Indicate, { tokenSequence }: Lease, defect: ImsDefect): Indicate {
  const isNumbered = command.tokenSequence !== undefined;
  const counts = defect === (isNumbered ? 'older-refusal-counts' : 'unnumbered-refusal-counts');
  return counts ? { ...command, tokenSequence } : command;
}

function plantedLook(command: Indicate, lease: Lease, now: Instant, defect: ImsDefect): Indicate {
  const { indicatedAt } = command;
  if (indicatedAt === undefined) return defect === 'undated-look-counts' ? { ...command, indicatedAt: now } : command;
  switch (defect) {
    case 'dated-by-arrival':
      return { ...command, indicatedAt: later(indicatedAt, now) };
    case 'guard-not-waited':
      return { ...command, indicatedAt: plusSeconds(indicatedAt, lease.guardSeconds) };
    default:
      return command;
  }
}
