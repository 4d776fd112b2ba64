import { z } from 'zod';
import type { Position } from '@allocator/domain';
import { sentInstant } from './ids.js';

/** Lanes of the largest installation. */
export const lanesMax = 1_024;
const positionMax = 999_999_999_999_999;

/** A lane in an answer, from 0. */
export const laneNumber = z
  .int()
  .min(0)
  .max(lanesMax - 1);
/** A position in an answer; 0 before the first event. */
export const lanePosition = z.int().min(0).max(positionMax);

/** A whole number in a query string. The OpenAPI document shows it as an integer. */
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

/** The position after which a page starts; 0 for the first page. */
export const positionAfter = whole(0, positionMax, { description: 'Position after which to start', examples: [41] })
  .transform((position) => position as Position | 0)
  .default(0);

/** An instant in a query string, with any offset, in the years 1970 to 9999 (UTC). */
export function time(example: string) {
  return sentInstant.meta({ examples: [example] });
}
