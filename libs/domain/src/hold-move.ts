import { leaseFact } from './decide/decision.js';
import type { DomainEvent } from './events.js';
import type { Identity, Lease } from './identity.js';
import { hasLapsed, latestLease, openLease } from './identity.js';
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
  /** How long a registration can outlive its token. */
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
  /** Leases that indications ended until this instant, by the rule of version 0.1, go back to their full bound, whatever their version. */
  readonly restoresUntil?: Instant;
}

/**
 * True where the new profile lets a registration, or a token, that exists now last longer than its assignment reckoned
 * with. Each part counts by itself: a longer leeway is no safer for a shorter R_max, because registrations made under the
 * old R_max run to their end, and because an indication proves by the guard alone that no token can be used.
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
 * from the start, or was moved before. A bound only moves later. However late it is recorded, it holds from the raise on.
 */
export function holdExtendedEvent(identity: Identity, move: HoldMove): HoldExtended | undefined {
  if (move.restoresUntil !== undefined && isShortened(identity, move.restoresUntil))
    return holdRestoredEvent(identity, move);
  const lease = openLease(identity);
  if (lease === undefined || lease.operatorVersion >= move.operatorVersion || hasLapsed(lease, move.since)) {
    return undefined;
  }
  const extended = extendedLease(lease, move);
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

function extendedLease(lease: Lease, { spans }: HoldMove): Lease {
  const { outlivingSeconds: outliving, guardSeconds: guard } = spanOf(spans, lease.operatorVersion);
  return {
    ...lease,
    guardSeconds: Math.max(lease.guardSeconds, guard),
    reassignableAt: later(lease.reassignableAt, plusSeconds(lease.lastTokenEndsAt, outliving + guard)),
  };
}

/**
 * Ended by an indication: its bound is to come, or it was closed until that instant. Version 0.1 took indications that prove
 * nothing; which of them did cannot be told for certain, so all go back, once.
 */
function isShortened({ holding }: Identity, until: Instant): boolean {
  if (!('by' in holding) || holding.by !== 'ep-cscf') return false;
  return holding.status === 'released' || holding.lease.reassignableAt <= until;
}

/**
 * An open lease has its full bound again, and its holder the use of it. A closed one stays closed: nobody else has the
 * identity before the bound that it should have had. Undefined where that is over.
 */
function holdRestoredEvent(identity: Identity, move: HoldMove): HoldExtended | undefined {
  const lease = latestLease(identity);
  if (lease === undefined) return undefined;
  const restored = extendedLease(lease, move);
  const fullBound = restored.reassignableAt;
  if (fullBound <= move.since) return undefined;
  const isOpen = openLease(identity) !== undefined;
  const fact = leaseFact(identity, restored, {
    reassignableAt: isOpen ? fullBound : lease.reassignableAt,
    effectiveAt: move.since,
  });
  const assignableAt = later(identity.assignableAt, plusSeconds(fullBound, lease.quarantineSeconds));
  if (!isOpen && assignableAt === identity.assignableAt) return undefined;
  return {
    type: 'HoldExtended',
    data: {
      ...fact,
      assignableAt,
      guardSeconds: restored.guardSeconds,
      operatorVersion: move.operatorVersion,
      restored: true,
    },
  };
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
