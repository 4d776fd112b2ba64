import type { LeaseLife } from '../../events/lease-life.js';
import { boundOf, quarantineEndOf } from '../../events/lease-life.js';
import type { IdentityState } from '../../ui/identity-state.js';

/** A stretch of a lease in one state. */
export interface LeaseBar {
  readonly state: Extract<IdentityState, 'assigned' | 'held' | 'quarantined'>;
  readonly from: number;
  readonly until: number;
}

/** The states that a lease went through, or will. Empty stretches are left out. */
export function leaseBars(lease: LeaseLife): readonly LeaseBar[] {
  const bound = boundOf(lease);
  const released = Math.min(lease.releasedAt ?? bound, bound);
  const bars: readonly LeaseBar[] = [
    { state: 'assigned', from: lease.assignedAt, until: released },
    { state: 'held', from: released, until: bound },
    { state: 'quarantined', from: bound, until: quarantineEndOf(lease) },
  ];
  return bars.filter(({ from, until }) => until > from);
}

/** From the beginning to the end of what is drawn of a lease: bounds that were moved earlier included. */
export function spanOf(lease: LeaseLife): { readonly from: number; readonly to: number } {
  const ends = [...lease.bounds.map(({ assignableAt }) => assignableAt), ...lease.tokens.map(({ until }) => until)];
  return { from: lease.assignedAt, to: Math.max(lease.assignedAt + 1_000, ...ends) };
}
