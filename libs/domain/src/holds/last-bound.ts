import { evolve } from '../evolve/evolve.js';
import type { Identity } from '../identity/identity.js';
import { openLease } from '../identity/identity.js';
import type { Instant } from '../ids/instant.js';
import type { HoldMove } from './hold-move.js';
import { holdExtendedEvent } from './hold-move.js';

/**
 * End of the latest open lease of the identities; undefined if none is open. A lease that a raise of terms has yet to move counts
 * with its later end.
 */
export function lastBound(identities: readonly Identity[], move: HoldMove | undefined): Instant | undefined {
  const bounds = identities.flatMap((identity) => {
    const event = move && holdExtendedEvent(identity, move);
    return openLease(event === undefined ? identity : evolve(identity, event))?.reassignableAt ?? [];
  });
  return bounds.length === 0 ? undefined : (Math.max(...bounds) as Instant);
}
