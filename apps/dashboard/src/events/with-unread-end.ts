import type { IdentityAnswer } from '@allocator/contracts';
import type { LeaseLife } from './lease-life.js';
import type { UnreadEnd } from './unread-end.js';

/** What the identity's own answer states about its latest lease. */
export type PresentLease = Pick<IdentityAnswer, 'assignmentId' | 'state' | 'reassignableAt' | 'assignableAt'>;

/**
 * The same leases; the last one is marked where its end was not read. Earlier ones have ended before the last one began, among what was read.
 * @param readUntil undefined: every event was read
 */
export function withUnreadEnd(
  leases: readonly LeaseLife[],
  readUntil: number | undefined,
  identity: PresentLease,
): readonly LeaseLife[] {
  const last = leases.at(-1);
  if (last === undefined || readUntil === undefined || hasEnded(last)) return leases;
  return [...leases.slice(0, -1), { ...last, unread: { readUntil, present: presentOf(last, identity) } }];
}

/** Nothing can change it any more. The bound of a lease that was released or revoked can still move. */
function hasEnded({ ending }: LeaseLife): boolean {
  return ending !== 'open' && ending !== 'released' && ending !== 'revoked';
}

function presentOf(lease: LeaseLife, identity: PresentLease): UnreadEnd['present'] {
  const { assignmentId, state, reassignableAt, assignableAt } = identity;
  if (assignmentId !== lease.assignmentId || reassignableAt === null) return undefined;
  return { state, reassignableAt: Date.parse(reassignableAt), assignableAt: Date.parse(assignableAt) };
}
