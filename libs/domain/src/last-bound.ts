import { evolve } from './evolve.js';
import type { HoldMove } from './hold-move.js';
import { holdExtendedEvent } from './hold-move.js';
import type { Identity } from './identity.js';
import { openLease } from './identity.js';
import type { Instant } from './ids.js';

/**
 * When the last of the identities' open leases ends; undefined where none is open. Leases that a raise of terms has not moved yet
 * end as it will have moved them.
 */
export function lastBound(identities: readonly Identity[], move: HoldMove | undefined): Instant | undefined {
  const bounds = identities.flatMap((identity) => {
    const event = move && holdExtendedEvent(identity, move);
    return openLease(event === undefined ? identity : evolve(identity, event))?.reassignableAt ?? [];
  });
  return bounds.length === 0 ? undefined : (Math.max(...bounds) as Instant);
}
