import { type Instant, toIso } from '@allocator/domain';
import { z } from 'zod';
import type { AnswerType } from '../values/answer-type.js';
import { exampleLease } from '../values/example-lease.js';
import { identityCount, instant } from '../values/ids.js';
import { isoOrNull } from '../values/iso-or-null.js';
import { laneNumber, lanePosition } from '../values/whole.js';

/** Counts of a pool as its answer shows them. */
export const availabilityExample = {
  total: 1500,
  assignable: 1499,
  assigned: 1,
  held: 0,
  quarantined: 0,
  suspended: 0,
  nextReassignableAt: exampleLease.assignableAt,
  lane: 6,
  position: 42,
};

/** `GET /v1/pools/{poolId}/availability` */
export const availabilityAnswer = z
  .object({
    total: identityCount,
    assignable: identityCount,
    assigned: identityCount,
    held: identityCount.meta({ description: 'Released, but not assignable before the bound' }),
    quarantined: identityCount,
    suspended: identityCount,
    nextReassignableAt: instant
      .nullable()
      .meta({ description: 'When the next identity becomes assignable to another holder' }),
    assignNotBefore: instant.optional().meta({
      description:
        'The pool assigns nothing before this, whatever the counts are: its database was restored, and identities can have holders that are on no record. Absent if it does not wait',
    }),
    lane: laneNumber,
    position: lanePosition,
  })
  .meta({ id: 'Availability', examples: [availabilityExample] });

type AvailabilityAnswer = AnswerType<typeof availabilityAnswer>;

/** Counts with instants instead of their texts. */
type Counts = Omit<AvailabilityAnswer, 'nextReassignableAt' | 'assignNotBefore'> & {
  readonly nextReassignableAt: Instant | null;
  readonly assignNotBefore: Instant | undefined;
};

export function availabilityBodyOf({ assignNotBefore, ...counts }: Counts): AvailabilityAnswer {
  return {
    ...counts,
    nextReassignableAt: isoOrNull(counts.nextReassignableAt),
    ...(assignNotBefore === undefined ? {} : { assignNotBefore: toIso(assignNotBefore) }),
  };
}
