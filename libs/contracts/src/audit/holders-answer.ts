import type { Holder, Instant, Interval } from '@allocator/domain';
import { toIso } from '@allocator/domain';
import { z } from 'zod';
import { referenceCharsMax } from '../assignments/subject.js';
import { assignedEventExample } from '../events/assigned-event-example.js';
import type { AnswerType } from '../values/answer-type.js';
import { exampleLease } from '../values/example-lease.js';
import { eventIdText, generationCount, impiText, impuTexts, instant, poolId, subjectId } from '../values/ids.js';
import { isoOrNull } from '../values/iso-or-null.js';

const { identity, assignedAt } = exampleLease;
const example = {
  poolId: identity.poolId,
  impi: identity.impi,
  at: assignedAt,
  knownAt: exampleLease.assignableAt,
  holder: {
    assignmentId: exampleLease.assignmentId,
    impus: identity.impus,
    generation: 1,
    subject: { subjectId: exampleLease.subjectId, kind: 'authenticated', reference: 'user-4711', erasedAt: null },
    tokenValid: { from: assignedAt, until: exampleLease.tokenExpiresAt },
    bindingPossible: { from: assignedAt, until: exampleLease.reassignableAt },
  },
  proof: [assignedEventExample],
};

const interval = z.object({ from: instant, until: instant });
const subjectAnswer = z.object({
  subjectId,
  kind: z.enum(['authenticated', 'anonymous']),
  reference: z
    .string()
    .max(referenceCharsMax)
    .nullable()
    .meta({ description: "The WWSF's own reference; null once it is erased" }),
  erasedAt: instant.nullable(),
});
const holderAnswer = z.object({
  assignmentId: eventIdText,
  impus: impuTexts,
  generation: generationCount,
  subject: subjectAnswer,
  tokenValid: interval.meta({ description: 'When the holder could register with a token of this lease' }),
  bindingPossible: interval.meta({ description: 'When a registration of the holder could exist' }),
});

/** Events of one lease: it can be prolonged often. */
const proofEventsMax = 1_000_000;

/** An event document, as it is stored. */
export const storedDocument = z.looseObject({ id: eventIdText, type: z.string().max(100), time: instant });

/** `GET /v1/audit/holders` */
export const holdersAnswer = z
  .object({
    poolId,
    impi: impiText,
    at: instant,
    knownAt: instant,
    holder: holderAnswer.nullable(),
    proof: z
      .array(storedDocument)
      .max(proofEventsMax)
      .meta({ description: 'The events of the last lease that had begun by then' }),
  })
  .meta({ id: 'Holders', examples: [example] });

/** @param reference null once it is erased */
export function holderBodyOf(
  { assignmentId, impus, generation, subjectId: id, subjectKind, tokenValid, bindingPossible }: Holder,
  { reference, erasedAt }: { readonly reference: string | null; readonly erasedAt: Instant | null },
): AnswerType<typeof holderAnswer> {
  return {
    assignmentId,
    impus,
    generation,
    subject: {
      subjectId: id,
      kind: subjectKind,
      reference,
      erasedAt: isoOrNull(erasedAt),
    },
    tokenValid: intervalBody(tokenValid),
    bindingPossible: intervalBody(bindingPossible),
  };
}

function intervalBody({ from, until }: Interval): AnswerType<typeof interval> {
  return { from: toIso(from), until: toIso(until) };
}
