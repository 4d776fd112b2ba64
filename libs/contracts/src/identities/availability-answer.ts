import type { Instant } from '@allocator/domain';
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
    lane: laneNumber,
    position: lanePosition,
  })
  .meta({ id: 'Availability', examples: [availabilityExample] });

type AvailabilityAnswer = AnswerType<typeof availabilityAnswer>;

/** Counts with an instant instead of its text. */
type Counts = Omit<AvailabilityAnswer, 'nextReassignableAt'> & { readonly nextReassignableAt: Instant | null };

export function availabilityBodyOf(counts: Counts): AvailabilityAnswer {
  return { ...counts, nextReassignableAt: isoOrNull(counts.nextReassignableAt) };
}
