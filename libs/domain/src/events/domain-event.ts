import type {
  AgreementId,
  AssignmentId,
  CommandId,
  Impi,
  Impu,
  Instant,
  Lane,
  OperatorId,
  PoolId,
  Position,
  SubjectId,
} from '../ids/ids.js';
import type { IdentityNumber, ReleasedBy, SubjectKind } from '../identity/identity.js';
import type { Agreement, OperatorProfile, PoolTerms } from '../terms/pool-terms.js';
import type { IndicationGround } from '../commands/outcome.js';
import type { BlockedDemandReason, IndicationIgnoredReason } from '../commands/refusal.js';

/** What every event about one lending carries. */
export interface LeaseFact {
  readonly assignmentId: AssignmentId;
  readonly poolId: PoolId;
  readonly impi: Impi;
  readonly impus: readonly Impu[];
  readonly generation: number;
  readonly subjectId: SubjectId | null;
  /** The holder's bound after this fact. */
  readonly reassignableAt: Instant;
  /** `reassignableAt` and the quarantine: another holder from here on. */
  readonly assignableAt: Instant;
  /** When the fact holds, which is not when it was recorded (an `Expired` holds from `reassignableAt`). */
  readonly effectiveAt: Instant;
}

interface ByCommand {
  readonly commandId: CommandId;
}

/** A token was issued or issued anew, on these terms. */
interface TokenFact {
  /** Its number within the lease; absent in events recorded before tokens were numbered. */
  readonly tokenSequence?: number;
  readonly tokenExpiresAt: Instant;
  readonly agreementVersion: number;
  readonly operatorVersion: number;
  readonly guardSeconds: number;
  readonly quarantineSeconds: number;
}

export interface AssignedData extends LeaseFact, TokenFact, ByCommand {
  readonly subjectId: SubjectId;
  readonly subjectKind: SubjectKind;
  /** The holder has it back before the bound of its own former lending, which a `Released` closed just before. */
  readonly takenBack?: true;
}
export interface ProlongedData extends LeaseFact, TokenFact, ByCommand {}
export interface ReleasedData extends LeaseFact, ByCommand {
  readonly by: ReleasedBy;
  /**
   * On what ground the bound came forward: an eP-CSCF's indication, or the holder itself took the identity back. `token-alive` stands
   * in events of version 0.1 alone, and proves nothing.
   */
  readonly ground?: IndicationGround | 'taken-back' | 'token-alive';
  /** What the indication said: the newest token that the eP-CSCF refuses, and when it looked. */
  readonly tokenSequence?: number;
  readonly indicatedAt?: Instant;
}
export type ExpiredData = LeaseFact;
export interface HoldExtendedData extends LeaseFact {
  /** As the lease reckons from now on. */
  readonly guardSeconds: number;
  /** The version of the operator's profile that moved the bound; the assignment stays on its own. */
  readonly operatorVersion: number;
  /** An indication had brought the bound forward by the rule of version 0.1, which was unsafe: it is the full one again. */
  readonly restored?: true;
  /** The raise has made tokens of a former holder acceptable again: nothing frees the identity before this bound. */
  readonly formerTokenAlive?: true;
}
export interface IndicationIgnoredData extends ByCommand {
  readonly reason: IndicationIgnoredReason;
  /** The generation that the indication named. */
  readonly indicatedGeneration: number;
  /** The operator that the indication came from. */
  readonly indicatedBy: OperatorId;
  /** What the indication said, where it did. */
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
  readonly effectiveAt: Instant;
}
export interface RefusedData {
  readonly poolId: PoolId;
  readonly reason: BlockedDemandReason;
  readonly count: number;
}
export interface StockFact {
  readonly poolId: PoolId;
  readonly impi: Impi;
  readonly impus: readonly Impu[];
  readonly generation: number;
  readonly effectiveAt: Instant;
}
export interface StockChangedData extends StockFact, ByCommand {}
/**
 * The IMS operator's emergency: the holder's lease, where there is one, runs to its full bound, a quarantine follows, and the last
 * holder does not get the identity back before somebody else has held it.
 */
export interface IdentityRevokedData extends StockChangedData {
  /** The latest assignment and its subject; null where there was none (and, in events of version 0.1, where it was closed). */
  readonly assignmentId: AssignmentId | null;
  readonly subjectId: SubjectId | null;
  /** The full bound of the lease; null where the lease was closed. */
  readonly reassignableAt: Instant | null;
  readonly assignableAt: Instant;
  readonly quarantineSeconds: number;
  readonly reason: string;
}
export interface IdentityImportedData extends StockFact {
  readonly number: IdentityNumber;
}
export type OperatorProfileSetData = OperatorProfile;
export type AgreementSetData = Agreement;
export type PoolSetData = PoolTerms;

/** A fact, as it was decided: what happened, without when it was recorded and where. */
export type DomainEvent =
  | { readonly type: 'Assigned'; readonly data: AssignedData }
  | { readonly type: 'Prolonged'; readonly data: ProlongedData }
  | { readonly type: 'Released'; readonly data: ReleasedData }
  | { readonly type: 'Expired'; readonly data: ExpiredData }
  | { readonly type: 'HoldExtended'; readonly data: HoldExtendedData }
  | { readonly type: 'IndicationIgnored'; readonly data: IndicationIgnoredData }
  | { readonly type: 'Refused'; readonly data: RefusedData }
  | { readonly type: 'IdentityImported'; readonly data: IdentityImportedData }
  | { readonly type: 'IdentitySuspended'; readonly data: StockChangedData }
  | { readonly type: 'IdentityResumed'; readonly data: StockChangedData }
  | { readonly type: 'IdentityRetired'; readonly data: StockChangedData }
  | { readonly type: 'IdentityRevoked'; readonly data: IdentityRevokedData }
  | { readonly type: 'OperatorProfileSet'; readonly data: OperatorProfileSetData }
  | { readonly type: 'AgreementSet'; readonly data: AgreementSetData }
  | { readonly type: 'PoolSet'; readonly data: PoolSetData };

export type EventType = DomainEvent['type'];

/** The events that change an identity; `evolve` knows how. */
export type IdentityEvent = Extract<
  DomainEvent,
  {
    type:
      | 'Assigned'
      | 'Prolonged'
      | 'Released'
      | 'Expired'
      | 'HoldExtended'
      | 'IdentityImported'
      | 'IdentitySuspended'
      | 'IdentityResumed'
      | 'IdentityRetired'
      | 'IdentityRevoked';
  }
>;

const otherEvents: ReadonlySet<EventType> = new Set([
  'IndicationIgnored',
  'Refused',
  'OperatorProfileSet',
  'AgreementSet',
  'PoolSet',
]);

export function isIdentityEvent<E extends DomainEvent>(event: E): event is Extract<E, IdentityEvent> {
  return !otherEvents.has(event.type);
}

/** An event in its place: lane, position and the database's time at which it was recorded. */
export type RecordedEvent<E extends DomainEvent = DomainEvent> = E & {
  readonly lane: Lane;
  readonly position: Position;
  readonly recordedAt: Instant;
};

/** What an event is about: an impi, or the pool, agreement or operator. Its key in Kafka. */
export function subjectOf(event: DomainEvent): Impi | PoolId | AgreementId | OperatorId {
  switch (event.type) {
    case 'Refused':
    case 'PoolSet':
      return event.data.poolId;
    case 'AgreementSet':
      return event.data.agreementId;
    case 'OperatorProfileSet':
      return event.data.operatorId;
    default:
      return event.data.impi;
  }
}
