import { z } from 'zod';
import type { Holder, Instant, Interval, Position, SubjectId } from '@allocator/domain';
import { canonicalImpi, canonicalImpu, impiAlias, isFault, toIso } from '@allocator/domain';
import { isoOrNull } from './answers.js';
import { subject } from './assignments.js';
import { assignmentId, instant, poolId, subjectId } from './ids.js';

const eventsMax = 1_000;
const eventsDefault = 100;

const whole = z
  .string()
  .regex(/^\d{1,15}$/, 'is a whole number')
  .transform(Number);
const limit = whole.pipe(z.number().min(1).max(eventsMax)).default(eventsDefault);
const time = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text) as Instant)
  .optional();
/** Every reading is recorded with it. */
const reason = z
  .string()
  .min(3)
  .max(200)
  .meta({
    description: 'Why it is read: a case, an order, an inquiry. Recorded with the reading',
    examples: ['case 2026-117'],
  });

/** `GET /v1/audit/holders` */
export const holdersParameters = z.strictObject({
  impi: z.string().max(253).optional().meta({ description: 'The IMPI; this or impu' }),
  impu: z.string().max(255).optional().meta({ description: 'Any of its IMPUs, in any spelling' }),
  at: time.meta({ description: 'When it was held; now unless it is said otherwise' }),
  knownAt: time.meta({
    description: 'By what was recorded up to then; all that is recorded unless it is said otherwise',
  }),
  reason,
});

/** The same, with the alias that is asked for. */
export const holdersQuery = holdersParameters.transform(
  ({ impi, impu, ...query }, context): typeof query & { readonly alias: string } => {
    if ((impi === undefined) === (impu === undefined)) {
      context.addIssue({ code: 'custom', message: 'takes either impi or impu' });
      return z.NEVER;
    }
    const alias = impi === undefined ? aliasOfImpu(impu ?? '') : aliasOfImpi(impi);
    if (typeof alias === 'string') return { ...query, alias };
    context.addIssue({ code: 'custom', message: alias.detail, path: [impi === undefined ? 'impu' : 'impi'] });
    return z.NEVER;
  },
);

function aliasOfImpi(text: string): string | { readonly detail: string } {
  const canonical = canonicalImpi(text);
  return isFault(canonical) ? canonical : impiAlias(canonical.impi);
}

function aliasOfImpu(text: string): string | { readonly detail: string } {
  const canonical = canonicalImpu(text);
  return isFault(canonical) ? canonical : canonical.alias;
}

/** `GET /v1/audit/identities/{impi}/timeline` */
export const timelineQuery = z.strictObject({
  from: time.meta({ description: 'Events recorded from here on' }),
  to: time.meta({ description: 'and up to here' }),
  after: whole
    .transform((position) => position as Position | 0)
    .default(0)
    .meta({ description: 'Position: what comes behind it' }),
  limit,
  reason,
});

/** `GET /v1/audit/subjects/{subject}/assignments` */
export const subjectAssignmentsQuery = z.strictObject({
  pool: poolId.optional().meta({ description: 'Where the subject is named by its reference: the pool it is known in' }),
  kind: z.enum(['authenticated', 'anonymous']).default('authenticated'),
  after: assignmentId.optional().meta({ description: 'What comes behind this assignment' }),
  limit,
  reason,
});

/** `GET /v1/audit/reads` */
export const auditReadsQuery = z.strictObject({ after: whole.default(0), limit });

/** `POST /v1/pools/{poolId}/erasures` */
export const erasureBody = z.strictObject({ subject }).meta({ id: 'Erasure' });

/** `PUT /v1/audit/subjects/{subjectId}/legal-hold` */
export const legalHoldBody = z.strictObject({ reason }).meta({ id: 'LegalHold' });

const interval = z.object({ from: instant, until: instant });
const subjectAnswer = z.object({
  subjectId,
  kind: z.enum(['authenticated', 'anonymous']),
  reference: z.string().nullable().meta({ description: "The WWSF's own reference; null once it is erased" }),
  erasedAt: instant.nullable(),
});
const document = z.looseObject({ id: z.string(), type: z.string(), time: instant });

export const holdersAnswer = z
  .object({
    poolId: z.string(),
    impi: z.string(),
    at: instant,
    knownAt: instant,
    holder: z
      .object({
        assignmentId: z.string(),
        impus: z.array(z.string()),
        generation: z.int(),
        subject: subjectAnswer,
        tokenValid: interval.meta({ description: 'In which the holder could register with a token of this lending' }),
        bindingPossible: interval.meta({ description: 'In which a registration of the holder could exist' }),
      })
      .nullable(),
    proof: z.array(document).meta({ description: 'The events of the last lending that had begun by then' }),
  })
  .meta({ id: 'Holders' });

export const timelineAnswer = z
  .object({
    poolId: z.string(),
    impi: z.string(),
    lane: z.int(),
    events: z.array(document),
    next: z.int().nullable().meta({ description: 'The `after` of the next page; null where there is none' }),
  })
  .meta({ id: 'Timeline' });

export const subjectAssignmentsAnswer = z
  .object({
    subjectId,
    assigned: z.array(document).meta({ description: 'The Assigned events' }),
    next: z.string().nullable(),
    complete: z
      .boolean()
      .meta({ description: 'False while the index of lendings is behind: later ones may be missing' }),
  })
  .meta({ id: 'SubjectAssignments' });

export const auditReadsAnswer = z
  .object({
    reads: z.array(
      z.object({
        id: z.int(),
        readAt: instant,
        reader: z.string(),
        what: z.string(),
        parameters: z.looseObject({}),
        reason: z.string(),
      }),
    ),
    next: z.int().nullable(),
  })
  .meta({ id: 'AuditReads' });

export const erasureAnswer = z.object({ subjectId, erasedAt: instant }).meta({ id: 'Erased' });

/** @param reference null once it is erased */
export function holderBody(
  { subjectId, subjectKind, tokenValid, bindingPossible, ...lending }: Holder,
  { reference, erasedAt }: { readonly reference: string | null; readonly erasedAt: Instant | null },
): object {
  const { assignmentId, impus, generation } = lending;
  return {
    ...{ assignmentId, impus, generation },
    subject: { subjectId, kind: subjectKind, reference, erasedAt: isoOrNull(erasedAt) },
    tokenValid: intervalBody(tokenValid),
    bindingPossible: intervalBody(bindingPossible),
  };
}

export function erasureBodyOf(subjectId: SubjectId, erasedAt: Instant): object {
  return { subjectId, erasedAt: toIso(erasedAt) };
}

function intervalBody({ from, until }: Interval): object {
  return { from: toIso(from), until: toIso(until) };
}
