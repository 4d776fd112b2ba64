import { z } from 'zod';
import { exampleLease } from '../values/example-lease.js';
import { instant } from '../values/ids.js';

const example = {
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
    total: z.int(),
    assignable: z.int(),
    assigned: z.int(),
    held: z.int().meta({ description: 'Released, but not assignable before the bound' }),
    quarantined: z.int(),
    suspended: z.int(),
    nextReassignableAt: instant
      .nullable()
      .meta({ description: 'When the next identity becomes assignable to another holder' }),
    lane: z.int(),
    position: z.int(),
  })
  .meta({ id: 'Availability', examples: [example] });
