import { type LeaseSoFar, missingEvidence } from '@allocator/application';
import type { Instant, RecordedEvent, SubjectId } from '@allocator/domain';
import { canonicalImpu, decodeEvent, isFault, later, plusSeconds } from '@allocator/domain';

/** The events that say where the bound of a lease is. */
type LeaseEventType = 'Assigned' | 'Prolonged' | 'Released' | 'Expired' | 'HoldExtended';
type Revoked = Extract<RecordedEvent, { type: 'IdentityRevoked' }>;
/** A revocation counts where somebody has held the identity; its bound is null where the lease was closed. */
type RevokedLease = Revoked & { readonly data: { readonly assignmentId: string } };
export type LeaseEvent = Extract<RecordedEvent, { type: LeaseEventType }> | RevokedLease;
type Released = Extract<LeaseEvent, { type: 'Released' }>;

/** What the events so far say of a lease's tokens. The guard is the recorded one: `prove-exclusive` computes its own. */
interface LeaseTokens extends Omit<LeaseSoFar, 'deadAt'> {
  readonly guardSeconds: number;
}

/** Tokens of the leases of a lane, event by event, to check what an eP-CSCF's release rests on. */
export class TokensOfLeases {
  private readonly byId = new Map<string, LeaseTokens>();

  /** Returns what is missing from the event's evidence, where it is a release by an eP-CSCF and proves nothing. */
  add(event: LeaseEvent): string | undefined {
    const { assignmentId } = event.data;
    const before = this.byId.get(assignmentId);
    if (event.type === 'Released') return before && missingFrom(event, before);
    const after = tokensAfter(before, event);
    if (after !== undefined) this.byId.set(assignmentId, after);
    return undefined;
  }

  /** How many tokens the assignment has had. */
  countOf(assignmentId: string): number {
    return this.byId.get(assignmentId)?.tokens ?? 0;
  }
}

function missingFrom({ data }: Released, before: LeaseTokens): string | undefined {
  const deadAt = plusSeconds(before.tokensEndAt, before.guardSeconds);
  return data.by === 'ep-cscf' ? missingEvidence(data, { ...before, deadAt }) : undefined;
}

function tokensAfter(before: LeaseTokens | undefined, event: LeaseEvent): LeaseTokens | undefined {
  if (event.type === 'Assigned') {
    const { tokenExpiresAt, guardSeconds, takenBack } = event.data;
    const isFormerTokenAlive = takenBack === true;
    return { tokens: 1, tokensEndAt: tokenExpiresAt, guardSeconds, isFormerTokenAlive, isRevoked: false };
  }
  if (before === undefined) return undefined;
  switch (event.type) {
    case 'Prolonged': {
      const tokensEndAt = later(before.tokensEndAt, event.data.tokenExpiresAt);
      const guardSeconds = Math.max(before.guardSeconds, event.data.guardSeconds);
      return { ...before, tokens: before.tokens + 1, tokensEndAt, guardSeconds };
    }
    case 'HoldExtended':
      return {
        ...before,
        guardSeconds: Math.max(before.guardSeconds, event.data.guardSeconds),
        isFormerTokenAlive: before.isFormerTokenAlive || event.data.formerTokenAlive === true,
      };
    case 'IdentityRevoked':
      return { ...before, isRevoked: true };
    case 'Released':
    case 'Expired':
      return before;
  }
}

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
  readonly subjectId: SubjectId;
  /** The IMS operator has revoked the identity from its holder. */
  readonly isRevoked: boolean;
  /** Why an earlier end that the events name is none. */
  readonly missing: string | undefined;
}

/** A lane's lease events in order. Throws for a text that is no document of this service. */
export function leaseEvents(documents: readonly string[]): LeaseEvent[] {
  return documents.map(decodeEvent).filter(isLeaseEvent);
}

function isLeaseEvent(event: RecordedEvent): event is LeaseEvent {
  if (event.type === 'IdentityRevoked') return event.data.assignmentId !== null;
  return ['Assigned', 'Prolonged', 'Released', 'Expired', 'HoldExtended'].includes(event.type);
}

/** Every lending with its bounds as they finally were, in the order of their `Assigned`. An end that is not proved is none. */
export function lendingPeriods(events: readonly LeaseEvent[]): LendingPeriod[] {
  const periods = new Map<string, LendingPeriod>();
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

function periodOf({ position, data }: Extract<LeaseEvent, { type: 'Assigned' }>): LendingPeriod {
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
  known: LendingPeriod,
  event: Exclude<LeaseEvent, { type: 'Assigned' }>,
  missing: string | undefined,
): LendingPeriod {
  if (missing !== undefined) return { ...known, missing };
  const { reassignableAt: bound, assignableAt, effectiveAt } = event.data;
  // A holder has held it up to the release, whatever bound the release names.
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
