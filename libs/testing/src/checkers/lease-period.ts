import { canonicalImpu, type Instant, isFault, later, type SubjectId } from '@allocator/domain';
import type { LeaseEvent } from './lease-event.js';
import { TokensOfLeases } from './tokens-of-leases.js';

/** How long one lease held its identity, by its events alone; nothing comes from the code that decided it. */
export interface LeasePeriod {
  readonly assignmentId: string;
  /** Of its `Assigned`. */
  readonly position: number;
  readonly impi: string;
  /** The impi, and what each impu is to the network: a tel URI and the SIP URI of its number are one name. */
  readonly names: readonly string[];
  readonly generation: number;
  /** Undefined for an anonymous subject, which cannot be recognised. */
  readonly authenticatedSubject: string | undefined;
  readonly assignedAt: Instant;
  /** The final bound: no other holder before this instant. */
  readonly reassignableAt: Instant;
  /** The final bound and the quarantine. */
  readonly assignableAt: Instant;
  readonly subjectId: SubjectId;
  /** The IMS operator has revoked the identity from its holder. */
  readonly isRevoked: boolean;
  /** What an earlier end in the events lacks to count; undefined where no such end was rejected. */
  readonly missing: string | undefined;
}

/** Every lease with its final bounds, in the order of their `Assigned`. An early end without proof does not count. */
export function leasePeriods(events: readonly LeaseEvent[]): LeasePeriod[] {
  const periods = new Map<string, LeasePeriod>();
  const tokens = new TokensOfLeases();
  for (const event of events) {
    const missing = tokens.add(event);
    if (event.type === 'Assigned') {
      periods.set(`${String(event.lane)}-${String(event.position)}`, periodOf(event));
    } else {
      const known = periods.get(event.data.assignmentId);
      if (known !== undefined) periods.set(event.data.assignmentId, periodAfter(known, event, missing));
    }
  }
  return [...periods.values()];
}

function periodOf({ position, data }: Extract<LeaseEvent, { type: 'Assigned' }>): LeasePeriod {
  const { assignmentId, impi, impus, generation, effectiveAt, reassignableAt, assignableAt, subjectId } = data;
  return {
    assignmentId,
    position,
    impi,
    names: [...new Set([impi, ...impus.map(nameOf)])],
    generation,
    authenticatedSubject: data.subjectKind === 'authenticated' ? subjectId : undefined,
    assignedAt: effectiveAt,
    reassignableAt,
    assignableAt,
    subjectId,
    isRevoked: false,
    missing: undefined,
  };
}

function periodAfter(
  known: LeasePeriod,
  event: Exclude<LeaseEvent, { type: 'Assigned' }>,
  missing: string | undefined,
): LeasePeriod {
  if (missing !== undefined) return { ...known, missing };
  const { reassignableAt: bound, assignableAt, effectiveAt } = event.data;
  // The holder held it up to the release, whatever bound the release names.
  if (event.type === 'Released' && (event.data.by === 'ep-cscf' || event.data.ground === 'taken-back')) {
    return { ...known, reassignableAt: later(event.data.reassignableAt, effectiveAt), assignableAt };
  }
  return {
    ...known,
    reassignableAt: later(known.reassignableAt, bound ?? known.reassignableAt),
    assignableAt: later(known.assignableAt, assignableAt),
    isRevoked: known.isRevoked || event.type === 'IdentityRevoked',
  };
}

function nameOf(impu: string): string {
  const canonical = canonicalImpu(impu);
  return isFault(canonical) ? impu : canonical.alias;
}
