import type { AssignmentId, Instant, RecordedEvent, SubjectId } from '@allocator/domain';
import { toIso } from '@allocator/domain';
import { HeldLease, type LeaseChange } from './held-lease.js';
import type { Hold } from './turn.js';
import type { TermsInForce } from './terms-in-force.js';

type Assigned = Extract<RecordedEvent, { type: 'Assigned' }>;
/** The events that determine who holds an identity until when. */
export type HolderEvent = Assigned | LeaseChange;

/** A fault in an identity's history, and the event that shows it. */
export interface Finding {
  readonly event: HolderEvent;
  /** Beginning of the lease that it is about. */
  readonly assignedAt: Instant;
  readonly sentence: string;
}

/** The leases of one identity, computed from its events. */
export interface IdentityHistory {
  readonly leases: readonly HeldLease[];
  readonly findings: readonly Finding[];
}

/**
 * Computes the leases of one identity from its events. Checks recorded bounds and tokens against the operator's profiles, and that the
 * identity was not assigned to a subject from whom it was revoked. Overlaps are found by `turnsOf`.
 * @param events of one lane, in order
 */
export function foldIdentity(events: readonly HolderEvent[], terms: TermsInForce): IdentityHistory {
  const leases = new Map<AssignmentId, HeldLease>();
  const findings: Finding[] = [];
  let keptFrom: { readonly subjectId: SubjectId; readonly revokedAt: Instant } | undefined;
  for (const event of events) {
    const { assignmentId } = event.data;
    const lease = assignmentId === null ? undefined : leases.get(assignmentId);
    const sentences: string[] = [];
    if (event.type === 'Assigned') {
      const begun = new HeldLease(event, terms);
      leases.set(event.data.assignmentId, begun);
      sentences.push(...begun.begin());
      if (keptFrom?.subjectId === event.data.subjectId) sentences.push(keptSentence(event, keptFrom.revokedAt));
      keptFrom = undefined;
    } else {
      if (event.type === 'IdentityRevoked' && event.data.subjectId !== null) {
        keptFrom = { subjectId: event.data.subjectId, revokedAt: event.data.effectiveAt };
      }
      sentences.push(...(lease?.add(event) ?? []));
    }
    const assignedAt = event.type === 'Assigned' ? event.data.effectiveAt : lease?.assigned.data.effectiveAt;
    if (assignedAt !== undefined) findings.push(...sentences.map((sentence) => ({ event, assignedAt, sentence })));
  }
  return { leases: [...leases.values()], findings };
}

/** When the lease began, and until when its holder can be registered, by the whole history. */
export function holdOf(lease: HeldLease): Hold {
  const { lane, position, data } = lease.assigned;
  const { assignmentId, impi, effectiveAt, subjectId, subjectKind, takenBack } = data;
  // First, because raises after the lease's own events can move its end.
  const until = lease.until();
  const { missing } = lease;
  return {
    lane,
    position,
    assignmentId,
    impi,
    from: effectiveAt,
    until,
    ...(subjectKind === 'authenticated' && { subjectId }),
    ...(takenBack === true && { isTakenBack: true }),
    ...(missing !== undefined && { missing }),
  };
}

function keptSentence({ data }: Assigned, revokedAt: Instant): string {
  return `${data.impi} is assigned as ${data.assignmentId} to the subject from whom it was revoked at ${toIso(revokedAt)}`;
}
