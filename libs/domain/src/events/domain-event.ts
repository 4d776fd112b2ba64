import type { IndicationIgnoredReason } from '../commands/indication-answer.js';
import type { BlockedDemandReason } from '../commands/refusal.js';
import type {
  AgreementId,
  AssignmentId,
  CommandId,
  Impi,
  Impu,
  OperatorId,
  PoolId,
  Position,
  SubjectId,
} from '../ids/ids.js';
import type { Instant } from '../ids/instant.js';
import type { Lane } from '../ids/lane.js';
import type { Agreement } from '../terms/agreement.js';
import type { OperatorProfile } from '../terms/operator-profile.js';
import type { PoolTerms } from '../terms/pool-terms.js';
import type { LeaseEvent } from './lease-event.js';
import type { StockEvent } from './stock-event.js';

export interface IndicationIgnoredData {
  readonly commandId: CommandId;
  readonly reason: IndicationIgnoredReason;
  /** The generation in the indication. */
  readonly indicatedGeneration: number;
  /** The operator that sent the indication. */
  readonly indicatedBy: OperatorId;
  /** From the indication; absent if it did not state it. */
  readonly tokenSequence?: number;
  readonly contactsRemaining?: number;
  readonly indicatedAt?: Instant;
  readonly assignmentId: AssignmentId | null;
  readonly poolId: PoolId | null;
  readonly impi: Impi;
  readonly impus: readonly Impu[];
  readonly generation: number;
  readonly subjectId: SubjectId | null;
  readonly reassignableAt: Instant | null;
  /** Never present, although the published schema allows it: an ignored indication changes no bound (docs/adr/0053). */
  readonly assignableAt?: never;
  readonly effectiveAt: Instant;
}

export interface RefusedData {
  readonly poolId: PoolId;
  readonly reason: BlockedDemandReason;
  readonly count: number;
}

export type OperatorProfileSetData = OperatorProfile;
export type AgreementSetData = Agreement;
export type PoolSetData = PoolTerms;

/** The events that change an identity, by `evolve`. */
export type IdentityEvent = LeaseEvent | StockEvent;

/** The events that change no identity. */
type OtherEvent =
  | { readonly type: 'IndicationIgnored'; readonly data: IndicationIgnoredData }
  | { readonly type: 'Refused'; readonly data: RefusedData }
  | { readonly type: 'OperatorProfileSet'; readonly data: OperatorProfileSetData }
  | { readonly type: 'AgreementSet'; readonly data: AgreementSetData }
  | { readonly type: 'PoolSet'; readonly data: PoolSetData };

/** A decided fact: what happened, without its place and time of recording. */
export type DomainEvent = IdentityEvent | OtherEvent;

export type EventType = DomainEvent['type'];

export function isIdentityEvent<E extends DomainEvent>(event: E): event is Extract<E, IdentityEvent> {
  switch (event.type) {
    case 'Assigned':
    case 'Prolonged':
    case 'Released':
    case 'Expired':
    case 'HoldExtended':
    case 'IdentityImported':
    case 'IdentitySuspended':
    case 'IdentityResumed':
    case 'IdentityRetired':
    case 'IdentityRevoked':
      return true;
    case 'IndicationIgnored':
    case 'Refused':
    case 'OperatorProfileSet':
    case 'AgreementSet':
    case 'PoolSet':
      return false;
  }
}

/** An event with its lane, its position and the database's time of recording. */
export type RecordedEvent<E extends DomainEvent = DomainEvent> = E & {
  readonly lane: Lane;
  readonly position: Position;
  readonly recordedAt: Instant;
};

/** What an event is about: an IMPI, or a pool, agreement or operator. Its key in Kafka. */
export function subjectOf(event: DomainEvent): Impi | PoolId | AgreementId | OperatorId {
  switch (event.type) {
    case 'Refused':
    case 'PoolSet':
      return event.data.poolId;
    case 'AgreementSet':
      return event.data.agreementId;
    case 'OperatorProfileSet':
      return event.data.operatorId;
    case 'Assigned':
    case 'Prolonged':
    case 'Released':
    case 'Expired':
    case 'HoldExtended':
    case 'IndicationIgnored':
    case 'IdentityImported':
    case 'IdentitySuspended':
    case 'IdentityResumed':
    case 'IdentityRetired':
    case 'IdentityRevoked':
      return event.data.impi;
  }
}
