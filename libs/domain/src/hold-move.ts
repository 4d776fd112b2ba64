import { leaseFact } from './decide/decision.js';
import type { DomainEvent } from './events.js';
import type { Identity, Lease } from './identity.js';
import { hasLapsed, openLease } from './identity.js';
import type { Instant } from './ids.js';
import { later, plusSeconds } from './instant.js';
import type { Guard, OperatorProfile } from './terms.js';
import { guardSeconds, outlivingSeconds } from './terms.js';

/**
 * How long a registration can last after its token, in seconds, by the largest value that each part has had since a
 * version of the operator's profile: registrations that were made under a former value run to their end.
 */
export interface HoldSpan {
  /** For leases on this version and on later ones, up to the next span's. */
  readonly fromVersion: number;
  /** R_max, or nothing where the token caps it. */
  readonly outlivingSeconds: number;
  readonly guardSeconds: number;
}

export type HoldExtended = Extract<DomainEvent, { type: 'HoldExtended' }>;

/** A raise of an operator's terms while the live leases of a pool are being moved to it, batch by batch. */
export interface HoldMove {
  /** The profile that raised them; leases on it reckon with it already. */
  readonly operatorVersion: number;
  /** When it was raised, in the pool's lane: leases that had lapsed by then are over, all others move. */
  readonly since: Instant;
  /** By `fromVersion`, rising; the first holds for all leases that are open. */
  readonly spans: readonly HoldSpan[];
}

/**
 * True where the new profile lets a registration, or a token, that exists now last longer than its assignment reckoned
 * with. Each part counts by itself: a longer leeway is no safer for a shorter R_max, because registrations made under the
 * old R_max run to their end, and because an indication frees by the guard alone.
 */
export function raisesHolds(current: OperatorProfile, proposed: OperatorProfile): boolean {
  const parts = Object.keys(current.guard) as (keyof Guard)[];
  return (
    parts.some((part) => proposed.guard[part] > current.guard[part]) ||
    outlivingSeconds(proposed) > outlivingSeconds(current)
  );
}

/** @param profiles an operator's profiles by version, rising, the last the one in force */
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

/** What a lease on this version has to reckon with. Throws where there is no span at all. */
export function spanOf(spans: readonly HoldSpan[], operatorVersion: number): HoldSpan {
  const span = spans.findLast(({ fromVersion }) => fromVersion <= operatorVersion) ?? spans[0];
  if (span === undefined) throw new Error('a raise of terms without its seconds');
  return span;
}

/**
 * The `HoldExtended` that a raise of terms causes for the identity; undefined where its lease is over, reckons with the raise
 * from the start, or was moved before. A bound only moves later. Where the eP-CSCF has ended the registration, only the
 * token's own end and the guard count. However late it is recorded, it holds from the raise on.
 */
export function holdExtendedEvent(identity: Identity, move: HoldMove): HoldExtended | undefined {
  const lease = openLease(identity);
  if (lease === undefined || lease.operatorVersion >= move.operatorVersion || hasLapsed(lease, move.since)) {
    return undefined;
  }
  const span = spanOf(move.spans, lease.operatorVersion);
  const extended: Lease = {
    ...lease,
    guardSeconds: Math.max(lease.guardSeconds, span.guardSeconds),
    reassignableAt: later(lease.reassignableAt, plusSeconds(lease.tokenExpiresAt, secondsAfterToken(identity, span))),
  };
  const { reassignableAt } = extended;
  if (reassignableAt === lease.reassignableAt && extended.guardSeconds === lease.guardSeconds) return undefined;
  return {
    type: 'HoldExtended',
    data: {
      ...leaseFact(identity, extended, { reassignableAt, effectiveAt: move.since }),
      guardSeconds: extended.guardSeconds,
      operatorVersion: move.operatorVersion,
    },
  };
}

function secondsAfterToken({ holding }: Identity, span: HoldSpan): number {
  const isDeregistered = holding.status === 'released' && holding.by === 'ep-cscf';
  return span.guardSeconds + (isDeregistered ? 0 : span.outlivingSeconds);
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
