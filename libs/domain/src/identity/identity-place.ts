import type { Impi } from '../ids/ids.js';
import type { Instant } from '../ids/instant.js';
import type { Identity, IdentityNumber, IdentityState } from './identity.js';
import { latestLease } from './identity.js';

/** Place of an identity in the lists of its pool. A list of a state is ordered by `instant` and `number`, that of the whole pool by `impi`. */
export interface IdentityPlace {
  readonly instant: Instant;
  readonly number: IdentityNumber;
  readonly impi: Impi;
}

/**
 * The place of an identity in the list of a state. While it stays in the state, its instant moves later at most (a prolongation, a raise of
 * terms): a reader that continues from place to place misses no such identity, and can meet one twice.
 * @param state undefined: the list of the whole pool, which needs no instant
 */
export function placeOf(identity: Identity, state: IdentityState | undefined): IdentityPlace {
  const { number, impi } = identity;
  return { instant: instantOf(identity, state), number, impi };
}

function instantOf(identity: Identity, state: IdentityState | undefined): Instant {
  switch (state) {
    case 'assignable':
    case 'quarantined':
      return identity.assignableAt;
    case 'assigned':
    case 'held':
    case 'suspended':
    case 'retired':
      return latestLease(identity)?.reassignableAt ?? (0 as Instant);
    case undefined:
      return 0 as Instant;
  }
}
