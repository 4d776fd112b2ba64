import type { Instant } from '../ids/instant.js';
import type { NamedAssignment } from '../lane/named-assignment.js';
import type { PoolTerms } from '../terms/pool-terms.js';

/** All that a decision about a named assignment needs. */
export interface AssignmentSituation {
  readonly now: Instant;
  readonly named: NamedAssignment | undefined;
  /** The terms of the assignment's pool. */
  readonly terms: PoolTerms | undefined;
  /** After a restore the pool assigns nothing before this instant; undefined if there was no restore. */
  readonly assignNotBefore: Instant | undefined;
}
