import type { IdentityNumber } from '../identity/identity.js';
import type { AssignmentId, CommandId, Impi, Impu, PoolId, SubjectId } from '../ids/ids.js';
import type { Instant } from '../ids/instant.js';

/** The members that all events of an identity's stock share. */
export interface StockFact {
  readonly poolId: PoolId;
  readonly impi: Impi;
  readonly impus: readonly Impu[];
  readonly generation: number;
  readonly effectiveAt: Instant;
}

export interface IdentityImportedData extends StockFact {
  readonly number: IdentityNumber;
}

export interface StockChangedData extends StockFact {
  readonly commandId: CommandId;
}

/**
 * The IMS operator's emergency stop: an open lease runs to its full bound, a quarantine follows, and the last holder does not get the
 * identity again before another holder has had it.
 */
export interface IdentityRevokedData extends StockChangedData {
  /** The latest assignment; null if there was none (and, in events of version 0.1, if it was closed). */
  readonly assignmentId: AssignmentId | null;
  /** Its subject. */
  readonly subjectId: SubjectId | null;
  /** The full bound of the lease; null if the lease was closed. */
  readonly reassignableAt: Instant | null;
  readonly assignableAt: Instant;
  readonly quarantineSeconds: number;
  readonly reason: string;
}

export type StockEvent =
  | { readonly type: 'IdentityImported'; readonly data: IdentityImportedData }
  | { readonly type: 'IdentitySuspended'; readonly data: StockChangedData }
  | { readonly type: 'IdentityResumed'; readonly data: StockChangedData }
  | { readonly type: 'IdentityRetired'; readonly data: StockChangedData }
  | { readonly type: 'IdentityRevoked'; readonly data: IdentityRevokedData };
