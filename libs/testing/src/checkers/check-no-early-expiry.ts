import type { Instant } from '@allocator/domain';
import { toIso } from '@allocator/domain';
import { type LeaseEvent, leaseEvents } from './lease-event.js';
import { TokensOfLeases } from './tokens-of-leases.js';
import type { Violation } from './violation.js';
import { Violations } from './violation.js';

/** A lease by the events read so far. */
interface Standing {
  readonly assignmentId: string;
  readonly impi: string;
  readonly position: number;
  readonly reassignableAt: Instant;
  readonly isClosed: boolean;
}

/**
 * No lease ends before its time, and each ends once. An `Expired` is effective at the bound and not recorded before it. A
 * WWSF's release moves no bound; an eP-CSCF's release proves that the holder is gone. Each `Assigned` is closed by exactly one
 * `Expired`, or by a `Released` recorded at or after its bound. Where a subject takes its own identity back, the new lease
 * is the next event and does not end before the former one would have.
 * @param documents all of a lane's documents, as stored, in order
 * @param closedUntil leases whose bound is before this instant must be closed; without it, leases may still be open
 */
export function checkNoEarlyExpiry(
  lane: number,
  documents: readonly string[],
  closedUntil?: Instant,
): readonly Violation[] {
  const violations = new Violations(lane);
  const leases = new Map<string, Standing>();
  const openByImpi = new Map<string, string>();
  const tokens = new TokensOfLeases();
  let takenBack: TakenBack | undefined;
  for (const event of leaseEvents(documents)) {
    const { assignmentId, impi } = event.data;
    const { position } = event;
    const before = event.type === 'Assigned' ? undefined : leases.get(assignmentId);
    const missing = tokens.add(event);
    if (missing !== undefined) violations.add(position, `Released of ${assignmentId}: ${missing}`);
    for (const fault of faultsOfNumber(event, tokens))
      violations.add(position, `Prolonged of ${assignmentId}: ${fault}`);
    for (const fault of event.type === 'Assigned'
      ? faultsOfAssigned(event, leases, openByImpi)
      : faultsOfChange(event, before)) {
      violations.add(position, `${event.type} of ${assignmentId}: ${fault}`);
    }
    for (const fault of faultsOfTakingBack(event, takenBack)) {
      violations.add(position, `${event.type} of ${assignmentId}: ${fault}`);
    }
    takenBack = isTakenBack(event) && before !== undefined ? { event, former: before } : undefined;
    const isClosed = before?.isClosed === true || closes(event);
    leases.set(assignmentId, {
      assignmentId,
      impi,
      isClosed,
      reassignableAt: event.data.reassignableAt ?? before?.reassignableAt ?? event.data.effectiveAt,
      position: before?.position ?? position,
    });
    if (event.type === 'Assigned') openByImpi.set(impi, assignmentId);
    if (isClosed && openByImpi.get(impi) === assignmentId) openByImpi.delete(impi);
  }
  if (takenBack !== undefined) {
    violations.add(
      takenBack.event.position,
      `Released of ${takenBack.event.data.assignmentId}: no lease follows that takes it back`,
    );
  }
  for (const lease of leases.values()) {
    if (lease.isClosed || closedUntil === undefined || lease.reassignableAt >= closedUntil) continue;
    const bound = toIso(lease.reassignableAt);
    violations.add(
      lease.position,
      `Assigned of ${lease.assignmentId}: its bound ${bound} is past, and no event closes it`,
    );
  }
  return violations.found;
}

/** A lease that its holder ends before its bound to get the identity back, and its state before that. */
interface TakenBack {
  readonly event: LeaseEvent;
  readonly former: Standing;
}

function isTakenBack(event: LeaseEvent): boolean {
  return event.type === 'Released' && event.data.ground === 'taken-back';
}

/** The lease that a `taken-back` makes room for is the next event, of the same subject, and ends no earlier. */
function faultsOfTakingBack(event: LeaseEvent, takenBack: TakenBack | undefined): string[] {
  const isFollowing = event.type === 'Assigned' && event.data.takenBack === true;
  if (takenBack === undefined) return isFollowing ? ['it takes back an identity whose lease was not closed'] : [];
  const { event: closing, former } = takenBack;
  if (!isFollowing || event.data.impi !== former.impi || event.position !== closing.position + 1) {
    return [`${former.assignmentId} was taken back, and another event follows`];
  }
  const stood = toIso(former.reassignableAt);
  return [
    ...(event.data.subjectId === closing.data.subjectId ? [] : ['another subject takes it back']),
    ...(event.data.subjectKind === 'authenticated' ? [] : ['an anonymous subject takes it back']),
    ...(event.data.reassignableAt >= former.reassignableAt ? [] : [`it ends before the former bound ${stood}`]),
  ];
}

/** Whether the event ends the lease. */
function closes(event: LeaseEvent): boolean {
  return event.type === 'Expired' || (event.type === 'Released' && event.data.reassignableAt <= event.recordedAt);
}

/** Tokens are numbered from 1; those of version 0.1 have no number. */
function faultsOfNumber(event: LeaseEvent, tokens: TokensOfLeases): string[] {
  if (event.type !== 'Prolonged') return [];
  const counted = tokens.countOf(event.data.assignmentId);
  const { tokenSequence = counted } = event.data;
  return tokenSequence === counted
    ? []
    : [`its token has the number ${String(tokenSequence)}, expected ${String(counted)}`];
}

/** After the end of a lease, its identity can be revoked or its hold extended. */
function mayFollowEnd({ type, data }: LeaseEvent, before: Standing): boolean {
  if (type === 'IdentityRevoked') return data.reassignableAt === null;
  return type === 'HoldExtended' && data.reassignableAt === before.reassignableAt;
}

function faultsOfAssigned(
  { data }: LeaseEvent,
  leases: ReadonlyMap<string, Standing>,
  openByImpi: ReadonlyMap<string, string>,
): string[] {
  const open = openByImpi.get(data.impi);
  return [
    ...(leases.has(data.assignmentId) ? ['it was already assigned'] : []),
    ...(open === undefined ? [] : [`${data.impi} is still leased as ${open}, which was not closed`]),
  ];
}

function faultsOfChange(event: LeaseEvent, before: Standing | undefined): string[] {
  if (before === undefined) return ['it was never assigned'];
  const faults = before.isClosed && !mayFollowEnd(event, before) ? ['it was already closed'] : [];
  const { reassignableAt, effectiveAt } = event.data;
  if (reassignableAt === null) return before.isClosed ? faults : [...faults, 'it has no bound and was not closed'];
  const [bound, stood] = [toIso(reassignableAt), toIso(before.reassignableAt)];
  if (event.type === 'Expired') {
    if (event.recordedAt < reassignableAt)
      faults.push(`recorded at ${toIso(event.recordedAt)}, before its bound ${bound}`);
    if (effectiveAt !== reassignableAt) faults.push(`effective at ${toIso(effectiveAt)}, not at its bound ${bound}`);
    if (reassignableAt !== before.reassignableAt) faults.push(`its bound is ${bound}, but was ${stood} before`);
  } else if (event.type === 'Released') {
    if (event.data.by === 'wwsf' && reassignableAt !== before.reassignableAt && !isTakenBack(event)) {
      faults.push(`a WWSF's release moved the bound from ${stood} to ${bound}`);
    }
    if (reassignableAt > before.reassignableAt) faults.push(`it moved the bound later, from ${stood} to ${bound}`);
    if (reassignableAt < event.recordedAt) faults.push(`its bound ${bound} is before the time of its record`);
  } else if (reassignableAt < before.reassignableAt) {
    faults.push(`it moved the bound earlier, from ${stood} to ${bound}`);
  }
  return faults;
}
