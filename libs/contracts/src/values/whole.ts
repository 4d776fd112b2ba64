import { sentInstant } from './ids.js';

import { z } from 'zod';
import type { Position } from '@allocator/domain';

/** Of the largest installation. */
export const lanesMax = 1_024;
const positionMax = 999_999_999_999_999;

/** A whole number as a query has it; the documents call it an integer. */
export function whole(
  min: number,
  max: number,
  meta: { readonly description: string; readonly examples: readonly number[] },
) {
  return z
    .string()
    .regex(/^\d{1,15}$/, 'is a whole number')
    .meta({ ...meta, type: 'integer', minimum: min, maximum: max, pattern: undefined })
    .transform(Number)
    .pipe(z.number().min(min).max(max));
}

/** The position after which a page begins: 0 for the first. */
export const positionAfter = whole(0, positionMax, { description: 'Position after which to begin', examples: [41] })
  .transform((position) => position as Position | 0)
  .default(0);

/** An instant with any offset, in the years 1970 to 9999 (UTC). */
export function time(example: string) {
  return sentInstant.meta({ examples: [example] });
}
