import type { EventDocument, EventOf } from './event-document.js';
import type { UnreadEnd } from './unread-end.js';

/** A token of a lease. */
export interface Token {
  /** 1, and one more for each prolongation. */
  readonly sequence: number;
  /** Milliseconds since 1970, as all times here. */
  readonly from: number;
  readonly until: number;
}

/** The holder's bound, as it was known from a recorded time on. */
export interface Bound {
  readonly knownFrom: number;
  readonly reassignableAt: number;
  readonly assignableAt: number;
  /** The event that set it. */
  readonly by: EventDocument;
}

/** Why a lease ended, or `open`. */
export type LeaseEnding =
  | 'open'
  | 'released'
  | 'expired'
  | 'tokens-refused'
  | 'tokens-dead'
  | 'freed-early'
  | 'taken-back'
  | 'revoked';

/** One assignment of an identity, from its events. */
export interface LeaseLife {
  readonly assignmentId: string;
  readonly generation: number;
  readonly subjectId: string;
  readonly subjectKind: 'authenticated' | 'anonymous';
  readonly assignedAt: number;
  readonly tokens: readonly Token[];
  /** In the order in which they were recorded; the last one is in force. */
  readonly bounds: readonly Bound[];
  /** When the WWSF or an operator released it; the bound stays. */
  readonly releasedAt: number | undefined;
  readonly revokedAt: number | undefined;
  readonly ending: LeaseEnding;
  /** Where its end was not read: `open` does not mean that it is in use. */
  readonly unread: UnreadEnd | undefined;
  readonly events: readonly EventDocument[];
}

interface OpenLife {
  tokens: Token[];
  bounds: Bound[];
  releasedAt: number | undefined;
  revokedAt: number | undefined;
  ending: LeaseEnding;
  readonly events: EventDocument[];
  readonly assigned: EventOf<'Assigned'>;
}

/**
 * The leases of one identity, in the order of their generations. Events before its first `Assigned` belong to no lease.
 * @param events of the identity, by position
 */
export function leasesOf(events: readonly EventDocument[]): LeaseLife[] {
  const lives: OpenLife[] = [];
  for (const event of events) {
    if (event.type === 'Assigned') lives.push(begun(event));
    else if (lives.length > 0) apply(event, lives.at(-1), lives);
  }
  return lives.map(({ assigned: { data }, ...life }) => ({
    assignmentId: data.assignmentId,
    generation: data.generation,
    subjectId: data.subjectId ?? 'unknown',
    subjectKind: data.subjectKind,
    assignedAt: Date.parse(data.effectiveAt),
    unread: undefined,
    ...life,
  }));
}

/** When the holder's use of the identity ends, or ended; the last bound that was read, if nothing later is known. */
export function boundOf({ bounds, assignedAt, unread }: LeaseLife): number {
  return unread?.present?.reassignableAt ?? bounds.at(-1)?.reassignableAt ?? assignedAt;
}

/** Whether `boundOf` is the bound in force: not where later events could have moved it. */
export function isBoundKnown({ unread }: LeaseLife): boolean {
  return unread === undefined || unread.present !== undefined;
}

/** When the quarantine after the lease ends, or ended. */
export function quarantineEndOf(lease: LeaseLife): number {
  return lease.unread?.present?.assignableAt ?? lease.bounds.at(-1)?.assignableAt ?? boundOf(lease);
}

/** Bounds that were moved after they were set, without those of a prolongation: the operator raised a value. */
export function extensionsOf({ bounds }: LeaseLife): readonly Bound[] {
  return bounds.filter(({ by }) => by.type === 'HoldExtended');
}

function begun(assigned: EventOf<'Assigned'>): OpenLife {
  return {
    assigned,
    tokens: [tokenOf(assigned, 1)],
    bounds: [boundAfter(assigned)],
    releasedAt: undefined,
    revokedAt: undefined,
    ending: 'open',
    events: [assigned],
  };
}

function apply(event: EventDocument, life: OpenLife | undefined, lives: readonly OpenLife[]): void {
  const { data } = event;
  // An indication can arrive after the identity has its next holder: the event names its own lease.
  const named =
    'assignmentId' in data ? lives.findLast(({ assigned }) => assigned.data.assignmentId === data.assignmentId) : life;
  if (named === undefined) return;
  named.events.push(event);
  switch (event.type) {
    case 'Prolonged':
      named.tokens.push(tokenOf(event, named.tokens.length + 1));
      named.bounds.push(boundAfter(event));
      return;
    case 'HoldExtended':
      named.bounds.push(boundAfter(event));
      return;
    case 'Released':
      release(event, named);
      return;
    case 'Expired':
      if (named.ending === 'open' || named.ending === 'released') named.ending = 'expired';
      return;
    case 'IdentityRevoked':
      revoke(event, named);
      return;
    case 'Assigned':
    case 'IndicationIgnored':
    case 'Refused':
    case 'IdentityImported':
    case 'IdentitySuspended':
    case 'IdentityResumed':
    case 'IdentityRetired':
    case 'OperatorProfileSet':
    case 'AgreementSet':
    case 'PoolSet':
      return;
  }
}

function release(event: EventOf<'Released'>, life: OpenLife): void {
  const at = Date.parse(event.data.effectiveAt);
  const { ground } = event.data;
  life.ending = endingBy(event);
  life.bounds.push(boundAfter(event));
  if (ground === undefined) life.releasedAt = at;
  // From then on the eP-CSCF accepts none of them.
  if (ground === 'token-refused')
    life.tokens = life.tokens.map((token) => ({ ...token, until: Math.min(token.until, at) }));
}

function endingBy({ data }: EventOf<'Released'>): LeaseEnding {
  switch (data.ground) {
    case 'token-refused':
      return 'tokens-refused';
    case 'token-dead':
      return 'tokens-dead';
    case 'token-alive':
      return 'freed-early';
    case 'taken-back':
      return 'taken-back';
    case undefined:
      return 'released';
  }
}

function revoke(event: EventOf<'IdentityRevoked'>, life: OpenLife): void {
  const { effectiveAt, reassignableAt, assignableAt } = event.data;
  life.revokedAt = Date.parse(effectiveAt);
  if (life.ending !== 'expired') life.ending = 'revoked';
  life.bounds.push({
    knownFrom: Date.parse(event.time),
    reassignableAt: reassignableAt === null ? (life.bounds.at(-1)?.reassignableAt ?? 0) : Date.parse(reassignableAt),
    assignableAt: Date.parse(assignableAt),
    by: event,
  });
}

function tokenOf({ data }: EventOf<'Assigned' | 'Prolonged'>, sequence: number): Token {
  return {
    sequence: data.tokenSequence ?? sequence,
    from: Date.parse(data.effectiveAt),
    until: Date.parse(data.tokenExpiresAt),
  };
}

function boundAfter(event: EventOf<'Assigned' | 'Prolonged' | 'HoldExtended' | 'Released'>): Bound {
  return {
    knownFrom: Date.parse(event.time),
    reassignableAt: Date.parse(event.data.reassignableAt),
    assignableAt: Date.parse(event.data.assignableAt),
    by: event,
  };
}
