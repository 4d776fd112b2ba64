import {
  type Assign,
  type AssignedData,
  encodeEvent,
  eventId,
  genesisHash,
  type Impi,
  type Impu,
  type Instant,
  type Lane,
  plusSeconds,
  type Position,
} from '@allocator/domain';
import { agreement, boundAfterToken, guard, origin } from '../bench-terms.js';

/** What the baseline reads of the identity that it assigns; `now` in milliseconds, with fractions. */
export interface PickedIdentity {
  readonly number: number;
  readonly generation: number;
  readonly impi: Impi;
  readonly impus: readonly Impu[];
  readonly position: Position;
  readonly now: number;
}

/** The same document as the service's, of the same size. It is not chained, because then transactions would wait for each other. */
export function assignedDocument(
  lane: Lane,
  { generation, impi, impus, position, now }: PickedIdentity,
  { commandId, poolId, subject, proposedSubjectId }: Assign,
): { readonly document: string; readonly data: AssignedData } {
  const assignedAt = Math.floor(now) as Instant;
  const reassignableAt = plusSeconds(assignedAt, agreement.securityLifetimeSeconds);
  const data: AssignedData = {
    assignmentId: eventId(lane, position),
    poolId,
    impi,
    impus,
    generation: generation + 1,
    subjectId: proposedSubjectId,
    subjectKind: subject.kind,
    reassignableAt,
    assignableAt: plusSeconds(reassignableAt, agreement.quarantineSeconds),
    effectiveAt: assignedAt,
    tokenExpiresAt: plusSeconds(reassignableAt, -boundAfterToken),
    agreementVersion: 1,
    operatorVersion: 1,
    guardSeconds: guard,
    quarantineSeconds: agreement.quarantineSeconds,
    commandId,
  };
  const event = { type: 'Assigned', data, lane, position, recordedAt: assignedAt } as const;
  return { document: encodeEvent(event, genesisHash, origin), data };
}
