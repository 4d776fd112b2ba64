import type { LeaseLife } from '../../events/lease-life.js';
import { boundOf, isBoundKnown, quarantineEndOf } from '../../events/lease-life.js';
import type { IdentityState } from '../../ui/identity-state.js';

/** A stretch of a lease in one state, or in one that was not read. */
export interface LeaseBar {
  readonly state: Extract<IdentityState, 'assigned' | 'held' | 'quarantined'> | 'unread';
  readonly from: number;
  readonly until: number;
}

/** The states that a lease went through, or will. Empty stretches are left out. */
export function leaseBars(lease: LeaseLife): readonly LeaseBar[] {
  const bound = boundOf(lease);
  const known = Math.min(knownUntil(lease), bound);
  const released = Math.min(lease.releasedAt ?? known, known);
  const bars: readonly LeaseBar[] = [
    { state: 'assigned', from: lease.assignedAt, until: released },
    { state: 'held', from: released, until: known },
    { state: 'unread', from: known, until: bound },
    { state: 'quarantined', from: bound, until: isBoundKnown(lease) ? quarantineEndOf(lease) : bound },
  ];
  return bars.filter(({ from, until }) => until > from);
}

/** Up to when its states are known. */
function knownUntil({ unread, releasedAt }: LeaseLife): number {
  if (unread === undefined) return Infinity;
  const { present, readUntil } = unread;
  // A lease that is assigned now was assigned all the time, and one that was released stays held.
  const isKnown = present !== undefined && (present.state === 'assigned' || releasedAt !== undefined);
  return isKnown ? Infinity : readUntil;
}

/** From the beginning to the end of what is drawn of a lease: bounds that were moved earlier included. */
export function spanOf(lease: LeaseLife): { readonly from: number; readonly to: number } {
  const ends = [...lease.bounds.map(({ assignableAt }) => assignableAt), ...lease.tokens.map(({ until }) => until)];
  return { from: lease.assignedAt, to: Math.max(lease.assignedAt + 1_000, quarantineEndOf(lease), ...ends) };
}
