import { evolve } from '../evolve/evolve.js';
import type { Identity } from '../identity/identity.js';
import { openLease } from '../identity/identity.js';
import type { Instant } from '../ids/instant.js';
import type { HoldMove } from './hold-move.js';
import { holdExtendedEvent } from './hold-move.js';

/**
 * The latest bound of the identities' open leases; undefined if none is open. A lease that a raise of terms has not moved yet counts with
 * its later bound.
 */
export function lastBound(identities: readonly Identity[], move: HoldMove | undefined): Instant | undefined {
  const bounds = identities.flatMap((identity) => {
    const event = move && holdExtendedEvent(identity, move);
    return openLease(event === undefined ? identity : evolve(identity, event))?.reassignableAt ?? [];
  });
  return bounds.length === 0 ? undefined : (Math.max(...bounds) as Instant);
}
