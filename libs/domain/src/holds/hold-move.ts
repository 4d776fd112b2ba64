import type { DomainEvent } from '../events/domain-event.js';
import { leaseFact } from '../events/lease-event.js';
import type { Identity } from '../identity/identity.js';
import { latestLease, openLease } from '../identity/identity.js';
import type { Lease } from '../identity/lease.js';
import { hasLapsed, isFormerTokenAlive } from '../identity/lease.js';
import type { Instant } from '../ids/instant.js';
import { later, plusSeconds } from '../ids/instant.js';
import type { Guard, OperatorProfile } from '../terms/operator-profile.js';
import { guardSeconds, outlivingSeconds } from '../terms/operator-profile.js';

/**
 * How long a registration can exist after its token's end, in seconds, by the largest value of each part since a version of the
 * operator's profile: registrations made under a former value run to their end.
 */
export interface HoldSpan {
  /** For leases on this version and on later ones, up to the next span's version. */
  readonly fromVersion: number;
  /** How long a registration can outlive its token. */
  readonly outlivingSeconds: number;
  readonly guardSeconds: number;
}

export type HoldExtended = Extract<DomainEvent, { type: 'HoldExtended' }>;

/** A raise of an operator's terms. The bounds of the pool's leases are being moved, batch by batch. */
export interface HoldMove {
  /** The profile that raised the terms; leases on it already include the raise. */
  readonly operatorVersion: number;
  /** When the terms were raised, in the pool's lane. */
  readonly since: Instant;
  /** By `fromVersion`, ascending; the first also applies to leases on earlier versions. */
  readonly spans: readonly HoldSpan[];
  /** Leases that indications ended up to this instant, by the rule of version 0.1, return to their full bound, whatever their version. */
  readonly restoresUntil?: Instant;
}

/**
 * By how many seconds a present registration or token can last longer than calculated at its assignment; 0 if the new profile raises
 * nothing. Each part counts by itself: a shorter R_max does not compensate a longer leeway, because registrations made under the old
 * R_max run to their end, and because an indication proves by the guard alone that no token can be used.
 */
export function raisedSeconds(current: OperatorProfile, proposed: OperatorProfile): number {
  const guard = guardSeconds(largerParts(current.guard, proposed.guard)) - guardSeconds(current.guard);
  return guard + Math.max(0, outlivingSeconds(proposed) - outlivingSeconds(current));
}

/** @param profiles an operator's profiles by version, ascending; the last is in force */
export function holdSpans(profiles: readonly OperatorProfile[]): readonly HoldSpan[] {
  const spans: HoldSpan[] = [];
  let largest: Pick<OperatorProfile, 'guard'> & { outliving: number } = { guard: noGuard, outliving: 0 };
  for (const profile of profiles.toReversed()) {
    const outliving = Math.max(largest.outliving, outlivingSeconds(profile));
    largest = { guard: largerParts(largest.guard, profile.guard), outliving };
    const span = {
      fromVersion: profile.version,
      outlivingSeconds: outliving,
      guardSeconds: guardSeconds(largest.guard),
    };
    const [next] = spans;
    if (next !== undefined && sameSeconds(span, next)) spans.shift();
    spans.unshift(span);
  }
  return spans;
}

/** The span of a lease on this version. Throws if there are no spans. */
export function spanOf(spans: readonly HoldSpan[], operatorVersion: number): HoldSpan {
  const span = spans.findLast(({ fromVersion }) => fromVersion <= operatorVersion) ?? spans[0];
  if (span === undefined) throw new Error('a raise of terms has no spans');
  return span;
}

/**
 * The `HoldExtended` that a raise of terms causes for the identity. Undefined if no registration under it can exist any more, if its
 * lease already includes the raise, or if it was moved before. The bound of an open lease moves later. A closed lease stays closed; if
 * its tokens can be used again by the raised guard, another holder gets the identity only after their end. The event is true since the
 * raise, however late it is recorded.
 */
export function holdExtendedEvent(identity: Identity, move: HoldMove): HoldExtended | undefined {
  const lease = latestLease(identity);
  if (lease === undefined) return undefined;
  const isRestored = move.restoresUntil !== undefined && isShortened(identity, lease, move.restoresUntil);
  const isOpen = openLease(identity) !== undefined;
  // A lease that version 0.1 shortened and that was then revoked no longer shows it in its status, only in its bound.
  const canBeShort = isRestored || (move.restoresUntil !== undefined && isOpen);
  if (lease.operatorVersion >= move.operatorVersion && !canBeShort) return undefined;
  const span = spanOf(move.spans, lease.operatorVersion);
  const isFormerAlive = canFormerTokenBeUsed(identity, lease, span, move.since);
  const ends = [
    ...(isRestored || isUsable(identity, lease, span, move.since) ? [endOf(lease.lastTokenEndsAt, span)] : []),
    // A former token had ended when this lease began.
    ...(isFormerAlive ? [endOf(lease.assignedAt, span)] : []),
  ];
  const end = Math.max(...ends) as Instant;
  if (ends.length === 0 || end <= move.since) return undefined;
  const moved = isOpen ? openHold(lease, span, end) : lease;
  const isUnchanged = !isOpen || (equalHolds(moved, lease) && isFormerAlive === isFormerTokenAlive(lease));
  const reassignableAt = moved.reassignableAt;
  const fact = leaseFact(identity, moved, { reassignableAt, effectiveAt: move.since });
  const assignableAt = later(identity.assignableAt, plusSeconds(later(reassignableAt, end), lease.quarantineSeconds));
  const isReturned = isRestored && isOpen;
  if (assignableAt === identity.assignableAt && !isReturned && isUnchanged) return undefined;
  return {
    type: 'HoldExtended',
    data: {
      ...fact,
      assignableAt,
      guardSeconds: moved.guardSeconds,
      operatorVersion: move.operatorVersion,
      ...(isRestored ? { restored: true as const } : {}),
      ...(isFormerAlive ? { formerTokenAlive: true as const } : {}),
    },
  };
}

/** No token that ended before this instant can be used again by the move. */
export function deadBefore({ since, spans }: HoldMove): Instant {
  return plusSeconds(since, -Math.max(...spans.map((span) => span.guardSeconds)));
}

/** From here on no registration with a token that ends at that instant can exist. */
function endOf(tokenEndsAt: Instant, { outlivingSeconds: outliving, guardSeconds: guard }: HoldSpan): Instant {
  return plusSeconds(tokenEndsAt, outliving + guard);
}

/** Whether a token of the lease can still be used, or a registration made with one can still exist. */
function isUsable(identity: Identity, lease: Lease, span: HoldSpan, since: Instant): boolean {
  if (lease.tokensRefused) return false;
  if (openLease(identity) !== undefined && !hasLapsed(lease, since)) return true;
  return plusSeconds(lease.lastTokenEndsAt, span.guardSeconds) > since;
}

/**
 * Whether a token of a former lease can be used. All of them had ended, by the guard of that time, when this lease began. A raised guard
 * can make them acceptable again for as long as the guard is.
 */
function canFormerTokenBeUsed(identity: Identity, lease: Lease, span: HoldSpan, since: Instant): boolean {
  if (identity.generation <= 1) return false;
  if (isFormerTokenAlive(lease) && openLease(identity) !== undefined && !hasLapsed(lease, since)) return true;
  return span.guardSeconds > lease.guardSeconds && plusSeconds(lease.assignedAt, span.guardSeconds) > since;
}

function openHold(lease: Lease, span: HoldSpan, end: Instant): Lease {
  return {
    ...lease,
    guardSeconds: Math.max(lease.guardSeconds, span.guardSeconds),
    reassignableAt: later(lease.reassignableAt, end),
  };
}

function equalHolds(a: Lease, b: Lease): boolean {
  return a.reassignableAt === b.reassignableAt && a.guardSeconds === b.guardSeconds;
}

/**
 * Whether an indication shortened the lease, and its bound is in the future or not after that instant. Version 0.1 accepted indications
 * that prove nothing. All such leases are restored once, except those whose tokens are all refused.
 */
function isShortened({ holding }: Identity, lease: Lease, until: Instant): boolean {
  if (!('by' in holding) || holding.by !== 'ep-cscf' || lease.tokensRefused) return false;
  return holding.status === 'released' || lease.reassignableAt <= until;
}

const noGuard: Guard = { tokenLeewaySeconds: 0, clockSkewSeconds: 0, inFlightSeconds: 0, purgeDelaySeconds: 0 };

function largerParts(a: Guard, b: Guard): Guard {
  return {
    tokenLeewaySeconds: Math.max(a.tokenLeewaySeconds, b.tokenLeewaySeconds),
    clockSkewSeconds: Math.max(a.clockSkewSeconds, b.clockSkewSeconds),
    inFlightSeconds: Math.max(a.inFlightSeconds, b.inFlightSeconds),
    purgeDelaySeconds: Math.max(a.purgeDelaySeconds, b.purgeDelaySeconds),
  };
}

function sameSeconds(a: HoldSpan, b: HoldSpan): boolean {
  return a.outlivingSeconds === b.outlivingSeconds && a.guardSeconds === b.guardSeconds;
}
