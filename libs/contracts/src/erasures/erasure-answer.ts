import type { Instant, SubjectId } from '@allocator/domain';
import { toIso } from '@allocator/domain';
import { z } from 'zod';
import type { AnswerType } from '../values/answer-type.js';
import { exampleLease } from '../values/example-lease.js';
import { instant, subjectId } from '../values/ids.js';

const erasedExample = { subjectId: exampleLease.subjectId, erasedAt: exampleLease.assignableAt };
const plannedExample = { subjectId: exampleLease.subjectId, erasesAt: exampleLease.reassignableAt };

/** `200` of `POST /v1/pools/{poolId}/erasures`: the reference is erased. */
export const erasureAnswer = z
  .object({ subjectId, erasedAt: instant })
  .meta({ id: 'Erased', examples: [erasedExample] });

/** `202` of the same: a lease of the subject is open, and the reference is erased when it ends. */
export const erasurePlannedAnswer = z
  .object({
    subjectId,
    erasesAt: instant.meta({
      description:
        "When the subject's last lease ends. Later if the subject gets another assignment or prolongs, or the terms are raised",
    }),
  })
  .meta({ id: 'ErasurePlanned', examples: [plannedExample] });

export function erasureBodyOf(subjectId: SubjectId, erasedAt: Instant): AnswerType<typeof erasureAnswer> {
  return { subjectId, erasedAt: toIso(erasedAt) };
}

export function erasurePlannedBodyOf(subjectId: SubjectId, erasesAt: Instant): AnswerType<typeof erasurePlannedAnswer> {
  return { subjectId, erasesAt: toIso(erasesAt) };
}
