import { decodeEvent, type RecordedEvent } from '@allocator/domain';

/** The events that set the bound of a lease. */
type LeaseEventType = 'Assigned' | 'Prolonged' | 'Released' | 'Expired' | 'HoldExtended';
type Revoked = Extract<RecordedEvent, { type: 'IdentityRevoked' }>;
/** A revocation of an identity that has had a holder; its bound is null where the lease was closed. */
type RevokedLease = Revoked & { readonly data: { readonly assignmentId: string } };
export type LeaseEvent = Extract<RecordedEvent, { type: LeaseEventType }> | RevokedLease;

/** A lane's lease events in order. Throws if a text is not an event document. */
export function leaseEvents(documents: readonly string[]): LeaseEvent[] {
  return documents.map(decodeEvent).filter(isLeaseEvent);
}

function isLeaseEvent(event: RecordedEvent): event is LeaseEvent {
  if (event.type === 'IdentityRevoked') return event.data.assignmentId !== null;
  return ['Assigned', 'Prolonged', 'Released', 'Expired', 'HoldExtended'].includes(event.type);
}
