import type { IdentityNumber, IdentityPlace, Impi, Instant } from '@allocator/domain';
import { z } from 'zod';
import { exampleLease } from '../values/example-lease.js';
import { page, pageLimit } from '../values/page.js';
import { identityAnswer, identityExample, identityStateName } from './identity-answer.js';

/** Numbers up to 999,999,999: an identity has one in its lane. */
const cursorPattern = /^(\d{1,15})-(\d{1,9})-([!-~]{1,253})$/;

/** Its three parts at their longest. */
const cursorCharsMax = 279;

/** A place: milliseconds since 1970, number and IMPI. It has the keys of every list, so it is a place in each. Clients need not know. */
const identityCursor = z
  .string()
  .max(cursorCharsMax)
  .regex(cursorPattern, 'is not the `next` of a page')
  .meta({
    description: 'The `next` of the page before',
    examples: [`${String(Date.parse(exampleLease.reassignableAt))}-417-${exampleLease.identity.impi}`],
  });

/** `GET /v1/pools/{poolId}/identities` */
export const identitiesQuery = z.strictObject({
  state: identityStateName
    .optional()
    .meta({ description: 'Only identities in this state now', examples: ['quarantined'] }),
  after: identityCursor.optional().transform((text): IdentityPlace | undefined => {
    const [, instant, number, impi] = cursorPattern.exec(text ?? '') ?? [];
    if (impi === undefined) return undefined;
    return { instant: Number(instant) as Instant, number: Number(number) as IdentityNumber, impi: impi as Impi };
  }),
  limit: pageLimit,
});

export const identitiesAnswer = page(identityAnswer, identityCursor).meta({
  id: 'Identities',
  examples: [{ items: [identityExample], next: null }],
});

/** The `after` of the page that follows an identity. */
export function identityCursorOf({ instant, number, impi }: IdentityPlace): string {
  return `${String(instant)}-${String(number)}-${impi}`;
}
