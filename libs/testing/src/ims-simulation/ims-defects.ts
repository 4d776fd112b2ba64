import type { Guard, Identity, Indicate, Instant, Lease, OperatorProfile } from '@allocator/domain';
import { hasLapsed, later, latestLease, openLease, plusSeconds } from '@allocator/domain';
import type { DatabaseDefect } from '../simulation/defects.js';

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
 * `former-token-not-checked`: an indication counts though a token of a former lease can still be in use.
 * `raise-moves-no-lease`: a raise of the terms leaves the bounds of live leases as they are.
 * `raise-holds-no-identity`: a raise leaves free identities as they are, though their old tokens can be used again.
 * `raise-under-way-not-counted`: a batch takes leases as they are, though a raise that is under way will move them.
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
  'former-token-not-checked',
  'raise-moves-no-lease',
  'raise-holds-no-identity',
  'raise-under-way-not-counted',
] as const;

export type ImsDefect = (typeof imsDefects)[number];

/** Planted in what a batch reads. */
export function isOfDatabase(defect: ImsDefect | undefined): defect is ImsDefect & DatabaseDefect {
  return defect === 'instant-off-by-one' || defect === 'raise-under-way-not-counted';
}

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
  switch (defect) {
    case 'newest-token-counts':
      return withLease(identity, (lease) => ({ ...lease, lastTokenEndsAt: lease.tokenExpiresAt }));
    case 'former-token-not-checked':
      return withLease(identity, (lease) => ({ ...lease, takenBack: false, formerTokenRevived: false }));
    default:
      return identity;
  }
}

/** A version that no raise comes after. */
const lastVersion = Number.MAX_SAFE_INTEGER;

/** The identity as a raise of the terms finds it. @param now of the database's clock */
export function plantedBeforeRaise(identity: Identity, now: Instant, defect: ImsDefect): Identity {
  const lease = openLease(identity);
  const isLive = lease !== undefined && !hasLapsed(lease, now);
  const isPassedOver = defect === (isLive ? 'raise-moves-no-lease' : 'raise-holds-no-identity');
  return isPassedOver ? withLease(identity, (lease) => ({ ...lease, operatorVersion: lastVersion })) : identity;
}

function withLease(identity: Identity, planted: (lease: Lease) => Lease): Identity {
  const { holding } = identity;
  if (holding.status === 'never-assigned') return identity;
  return { ...identity, holding: { ...holding, lease: planted(holding.lease) } };
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
