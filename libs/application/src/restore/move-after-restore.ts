import type { HoldMove, Instant } from '@allocator/domain';
import { holdSpans } from '@allocator/domain';
import type { ProfileAt } from '../ports/restored-store.js';

/**
 * The move of a pool's leases after a restore: from the oldest profile that a lease is on to the latest one. Undefined if there is no
 * profile.
 * @param profiles of the pool's operator, in order, from the oldest version that a lease is on
 */
export function moveAfterRestore(profiles: readonly ProfileAt[], now: Instant): HoldMove | undefined {
  const [first, raised = first] = profiles;
  const last = profiles.at(-1);
  if (raised === undefined || last === undefined) return undefined;
  return {
    operatorVersion: last.profile.version,
    since: raised.recordedAt,
    spans: holdSpans(profiles.map(({ profile }) => profile)),
    // Events do not tell which indications were accepted by the rule of version 0.1: all of them go back to the full bound, once.
    restoresUntil: now,
  };
}
