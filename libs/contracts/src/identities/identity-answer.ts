import type { Identity, Instant } from '@allocator/domain';
import { identityState, latestLease, toIso } from '@allocator/domain';
import { z } from 'zod';
import type { AnswerType } from '../values/answer-type.js';
import { exampleLease } from '../values/example-lease.js';
import { eventIdText, generationCount, impiText, impuTexts, instant, poolId } from '../values/ids.js';
import { isoOrNull } from '../values/iso-or-null.js';

/** An identity as its answer shows it. */
export const identityExample = {
  ...exampleLease.identity,
  state: 'assigned',
  stock: 'active',
  assignmentId: exampleLease.assignmentId,
  reassignableAt: exampleLease.reassignableAt,
  assignableAt: exampleLease.assignableAt,
};

export const identityStateName = z.enum(['assignable', 'assigned', 'held', 'quarantined', 'suspended', 'retired']);

export const identityAnswer = z
  .object({
    poolId,
    impi: impiText,
    impus: impuTexts,
    state: identityStateName,
    stock: z.enum(['active', 'suspended', 'retired']).meta({
      description:
        'Whether it may be assigned at all. A suspended or retired identity stays with its holder up to the bound',
    }),
    generation: generationCount,
    assignmentId: eventIdText.nullable().meta({ description: 'Its latest assignment' }),
    reassignableAt: instant.nullable(),
    assignableAt: instant.meta({ description: 'reassignableAt plus the quarantine' }),
  })
  .meta({ id: 'Identity', examples: [identityExample] });

export type IdentityAnswer = AnswerType<typeof identityAnswer>;

export function identityBodyOf(identity: Identity, now: Instant): IdentityAnswer {
  const lease = latestLease(identity);
  return {
    poolId: identity.poolId,
    impi: identity.impi,
    impus: identity.impus,
    state: identityState(identity, now),
    stock: identity.stock,
    generation: identity.generation,
    assignmentId: lease?.assignmentId ?? null,
    reassignableAt: isoOrNull(lease?.reassignableAt ?? null),
    assignableAt: toIso(identity.assignableAt),
  };
}
