import type { Instant, RecordedEvent } from '@allocator/domain';
import { canonicalImpu, decodeEvent, isFault } from '@allocator/domain';

/** The events that say where the bound of a lease is. */
type LeaseEventType = 'Assigned' | 'Prolonged' | 'Released' | 'Expired' | 'HoldExtended';
type Revoked = Extract<RecordedEvent, { type: 'IdentityRevoked' }>;
/** A revocation counts where the lease was open. */
type RevokedLease = Revoked & { readonly data: { readonly assignmentId: string; readonly reassignableAt: Instant } };
export type LeaseEvent = Extract<RecordedEvent, { type: LeaseEventType }> | RevokedLease;

/** One lending, as the events tell it; nothing of it is taken from the code that decided it. */
export interface LendingPeriod {
  readonly assignmentId: string;
  /** Of its `Assigned`. */
  readonly position: number;
  readonly impi: string;
  /** The impi and what each impu is to the network: a tel URI and the SIP URI of its number are one name. */
  readonly names: readonly string[];
  readonly generation: number;
  /** Undefined for an anonymous one, whom nobody can recognise. */
  readonly authenticatedSubject: string | undefined;
  readonly assignedAt: Instant;
  /** Nobody else before this instant, as it finally was. */
  readonly reassignableAt: Instant;
  /** The same and the quarantine. */
  readonly assignableAt: Instant;
}

/** A lane's lease events in order. Throws for a text that is no document of this service. */
export function leaseEvents(documents: readonly string[]): LeaseEvent[] {
  return documents.map(decodeEvent).filter(isLeaseEvent);
}

function isLeaseEvent(event: RecordedEvent): event is LeaseEvent {
  if (event.type === 'IdentityRevoked') return event.data.reassignableAt !== null;
  return ['Assigned', 'Prolonged', 'Released', 'Expired', 'HoldExtended'].includes(event.type);
}

/** Every lending with its bounds as they finally were, in the order of their `Assigned`. */
export function lendingPeriods(events: readonly LeaseEvent[]): LendingPeriod[] {
  const periods = new Map<string, LendingPeriod>();
  for (const event of events) {
    const { data } = event;
    const { assignmentId, assignableAt } = data;
    // A holder has held it up to the release, whatever bound the release names.
    const reassignableAt = Math.max(data.reassignableAt, event.type === 'Released' ? data.effectiveAt : 0) as Instant;
    if (event.type === 'Assigned') {
      const { impi, impus, generation, effectiveAt: assignedAt } = data;
      const names = [...new Set([impi, ...impus.map(nameOf)])];
      const { position } = event;
      periods.set(`${String(event.lane)}-${String(position)}`, {
        ...{ assignmentId, position, impi, names, generation },
        authenticatedSubject: event.data.subjectKind === 'authenticated' ? event.data.subjectId : undefined,
        ...{ assignedAt, reassignableAt, assignableAt },
      });
    } else {
      const known = periods.get(assignmentId);
      if (known !== undefined) periods.set(assignmentId, { ...known, reassignableAt, assignableAt });
    }
  }
  return [...periods.values()];
}

function nameOf(impu: string): string {
  const canonical = canonicalImpu(impu);
  return isFault(canonical) ? impu : canonical.alias;
}
