import type { IndicationGround } from '../commands/indication-answer.js';
import type { Identity } from '../identity/identity.js';
import type { Lease, ReleasedBy, SubjectKind } from '../identity/lease.js';
import type { AssignmentId, CommandId, Impi, Impu, PoolId, SubjectId } from '../ids/ids.js';
import type { Instant } from '../ids/instant.js';
import { plusSeconds } from '../ids/instant.js';

/** The members that all events of a lease share. */
export interface LeaseFact {
  readonly assignmentId: AssignmentId;
  readonly poolId: PoolId;
  readonly impi: Impi;
  readonly impus: readonly Impu[];
  readonly generation: number;
  readonly subjectId: SubjectId | null;
  /** The holder's bound after this event. */
  readonly reassignableAt: Instant;
  /** `reassignableAt` plus the quarantine: another holder can have the identity from here on. */
  readonly assignableAt: Instant;
  /** When the fact became true, which can be before it was recorded (an `Expired` is true from `reassignableAt` on). */
  readonly effectiveAt: Instant;
}

interface ByCommand {
  readonly commandId: CommandId;
}

/** A token was issued on these terms. */
interface TokenFact {
  /** Number of the token within the lease; absent in events of version 0.1. */
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
  /** The holder took the identity back before the bound of its own former lease. A `Released` closed that lease just before. */
  readonly takenBack?: true;
}

export interface ProlongedData extends LeaseFact, TokenFact, ByCommand {}

export interface ReleasedData extends LeaseFact, ByCommand {
  readonly by: ReleasedBy;
  /**
   * Why the bound moved earlier: the proof of an eP-CSCF's indication, or the holder took the identity back. `token-alive` occurs only
   * in events of version 0.1 and proves nothing.
   */
  readonly ground?: IndicationGround | 'taken-back' | 'token-alive';
  /** From the indication: the newest token that the eP-CSCF refuses. */
  readonly tokenSequence?: number;
  /** From the indication: when the eP-CSCF looked. */
  readonly indicatedAt?: Instant;
}

export type ExpiredData = LeaseFact;

export interface HoldExtendedData extends LeaseFact {
  /** The lease's guard from now on. */
  readonly guardSeconds: number;
  /** Version of the operator's profile that moved the bound. The assignment stays on its own version. */
  readonly operatorVersion: number;
  /** An indication had moved the bound earlier by the rule of version 0.1, which was unsafe. It is the full bound again. */
  readonly restored?: true;
  /** The raise has made tokens of a former holder acceptable again: nothing frees the identity before this bound. */
  readonly formerTokenAlive?: true;
}

export type LeaseEvent =
  | { readonly type: 'Assigned'; readonly data: AssignedData }
  | { readonly type: 'Prolonged'; readonly data: ProlongedData }
  | { readonly type: 'Released'; readonly data: ReleasedData }
  | { readonly type: 'Expired'; readonly data: ExpiredData }
  | { readonly type: 'HoldExtended'; readonly data: HoldExtendedData };

/** The shared members of an event of the identity's lease, with the bound after the event. */
export function leaseFact(
  identity: Identity,
  lease: Lease,
  at: { readonly reassignableAt: Instant; readonly effectiveAt: Instant },
): LeaseFact {
  return {
    assignmentId: lease.assignmentId,
    poolId: identity.poolId,
    impi: identity.impi,
    impus: identity.impus,
    generation: identity.generation,
    subjectId: lease.subjectId,
    reassignableAt: at.reassignableAt,
    assignableAt: plusSeconds(at.reassignableAt, lease.quarantineSeconds),
    effectiveAt: at.effectiveAt,
  };
}
