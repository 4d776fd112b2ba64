import type { IdentityAnswer } from '@allocator/contracts';

/** What an IMS operator can do to an identity, as in the path of the call. */
export type IdentityAction = 'suspend' | 'resume' | 'retire' | 'revoke';

/** The actions that have an effect on the identity, the mildest first. */
export function actionsFor({ stock }: IdentityAnswer): readonly IdentityAction[] {
  switch (stock) {
    case 'active':
      return ['suspend', 'retire', 'revoke'];
    case 'suspended':
      return ['resume', 'retire', 'revoke'];
    case 'retired':
      return ['revoke'];
  }
}

/** Whether somebody has the identity up to its bound. */
export function isHeld({ state, reassignableAt }: IdentityAnswer, nowMs: number): boolean {
  if (reassignableAt === null || state === 'assignable' || state === 'quarantined') return false;
  return Date.parse(reassignableAt) > nowMs;
}

/**
 * The earliest instant at which another holder can have the identity if it is revoked at `nowMs`, in milliseconds since 1970. The
 * quarantine counts from the full bound, or from now if it has no holder; it never becomes shorter.
 */
export function revokedUntilMs(identity: IdentityAnswer, quarantineSeconds: number, nowMs: number): number {
  const assignableMs = Date.parse(identity.assignableAt);
  const { reassignableAt } = identity;
  const fromMs = isHeld(identity, nowMs) && reassignableAt !== null ? Date.parse(reassignableAt) : nowMs;
  return Math.max(assignableMs, fromMs + quarantineSeconds * 1_000);
}
