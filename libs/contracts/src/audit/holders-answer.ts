import { subject } from '../assignments/assignment-answer.js';
import { isoOrNull } from '../outcomes/answer-of.js';
import {
  auditReadsExample,
  erasedExample,
  erasurePlannedExample,
  holdersExample,
  subjectAssignmentsExample,
  subjectSearchExample,
  timelineExample,
} from '../values/example-lease.js';
import { assignmentId, impi, instant, poolId, subjectId } from '../values/ids.js';
import { storableText } from '../values/storable-text.js';
import { positionAfter, time, whole } from '../values/whole.js';

import { z } from 'zod';
import type { Holder, Instant, Interval, PoolId, Subject, SubjectId } from '@allocator/domain';
import { impiAlias, isFault, readImpu, toIso } from '@allocator/domain';

const eventsMax = 1_000;
const eventsDefault = 100;
const readsMax = 999_999_999_999_999;

const limit = whole(1, eventsMax, { description: 'How many at most', examples: [100] }).default(eventsDefault);
/** Every reading is recorded with it. */
const reason = storableText(3, 200).meta({
  description: 'Why it is read: a case, an order, an inquiry. Recorded with the reading',
  examples: ['case 2026-117'],
});

/** Any spelling of an impu, of those, too, that an import takes no longer; what comes out is what all of them have in common. */
const impuAlias = z
  .string()
  .max(255)
  .meta({ description: 'Any of its IMPUs, in any spelling', examples: ['sip:web-000417@wrtc.op-a.example'] })
  .transform((text, context): string => {
    const read = readImpu(text);
    if (!isFault(read)) return read.alias;
    context.addIssue({ code: 'custom', message: read.detail });
    return z.NEVER;
  });

/** `GET /v1/audit/holders` */
export const holdersParameters = z.strictObject({
  impi: impi.optional().meta({ description: 'The IMPI; this or impu' }),
  impu: impuAlias.optional(),
  at: time('2026-01-01T09:30:00.000Z')
    .optional()
    .meta({ description: 'When it was held; now unless it is said otherwise' }),
  knownAt: time('2026-01-01T09:30:00.000Z').optional().meta({
    description: 'By what was recorded up to then; all that is recorded unless it is said otherwise',
  }),
  reason,
});

/** The same, with the alias that is asked for. */
export const holdersQuery = holdersParameters.transform(
  ({ impi, impu, ...query }, context): typeof query & { readonly alias: string } => {
    const alias = impi === undefined ? impu : impiAlias(impi);
    if (alias !== undefined && (impi === undefined || impu === undefined)) return { ...query, alias };
    context.addIssue({ code: 'custom', message: 'takes either impi or impu' });
    return z.NEVER;
  },
);

/** `GET /v1/audit/identities/{impi}/timeline` */
export const timelineQuery = z.strictObject({
  from: time('2026-01-01T09:00:00.000Z').optional().meta({ description: 'Events recorded from here on' }),
  to: time('2026-01-01T10:00:00.000Z').optional().meta({ description: 'and up to here' }),
  after: positionAfter,
  limit,
  reason,
});

/** `POST /v1/audit/subject-searches` */
export const subjectSearchBody = z
  .strictObject({
    subjectId: subjectId
      .optional()
      .meta({ description: 'Opaque id of the subject; alternative to poolId and subject' }),
    poolId: poolId.optional().meta({ description: 'The pool in which the subject is known by its reference' }),
    subject: subject.optional(),
    after: assignmentId.optional().meta({ description: 'Only assignments after this one' }),
    limit: z
      .int()
      .min(1)
      .max(eventsMax)
      .default(eventsDefault)
      .meta({ description: 'How many at most', examples: [100] }),
    reason,
  })
  .meta({ id: 'SubjectSearch', examples: [subjectSearchExample] });

/** A subject as it is searched for. */
export type NamedSubject =
  | { readonly by: 'id'; readonly subjectId: SubjectId }
  | { readonly by: 'reference'; readonly poolId: PoolId; readonly subject: Subject };

/** The same, with the one way in which the subject is named. */
export const subjectSearch = subjectSearchBody.transform(
  (
    { subjectId: id, poolId: pool, subject: named, ...page },
    context,
  ): typeof page & { readonly named: NamedSubject } => {
    if (id !== undefined && pool === undefined && named === undefined) {
      return { ...page, named: { by: 'id', subjectId: id } };
    }
    if (id === undefined && pool !== undefined && named !== undefined) {
      return { ...page, named: { by: 'reference', poolId: pool, subject: named } };
    }
    context.addIssue({ code: 'custom', message: 'must have either subjectId, or poolId and subject' });
    return z.NEVER;
  },
);

/** `GET /v1/audit/reads` */
export const auditReadsQuery = z.strictObject({
  after: whole(0, readsMax, { description: 'Id of a reading: what comes behind it', examples: [17] }).default(0),
  limit,
});

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
  .meta({ id: 'Holders', examples: [holdersExample] });

export const timelineAnswer = z
  .object({
    poolId: z.string(),
    impi: z.string(),
    lane: z.int(),
    events: z.array(document),
    next: z.int().nullable().meta({ description: 'The `after` of the next page; null where there is none' }),
  })
  .meta({ id: 'Timeline', examples: [timelineExample] });

export const subjectAssignmentsAnswer = z
  .object({
    subjectId,
    assigned: z.array(document).meta({ description: 'The Assigned events' }),
    next: z.string().nullable(),
    complete: z
      .boolean()
      .meta({ description: 'False while the index of lendings is behind: later ones may be missing' }),
  })
  .meta({ id: 'SubjectAssignments', examples: [subjectAssignmentsExample] });

export const auditReadsAnswer = z
  .object({
    reads: z.array(
      z.object({
        id: z.int(),
        readAt: instant,
        reader: z.string().meta({
          description:
            'The person who read, as the token issuer names it (`sub`). Readings of version 0.1: the tenant, e.g. `client portal`',
        }),
        client: z.string().nullable().meta({
          description:
            'The client application (`client_id`); null where the token named none, and in readings of version 0.1',
        }),
        what: z.string(),
        parameters: z.looseObject({}),
        reason: z.string(),
      }),
    ),
    next: z.int().nullable(),
  })
  .meta({ id: 'AuditReads', examples: [auditReadsExample] });

export const erasureAnswer = z
  .object({ subjectId, erasedAt: instant })
  .meta({ id: 'Erased', examples: [erasedExample] });

export const erasurePlannedAnswer = z
  .object({
    subjectId,
    erasesAt: instant.meta({
      description:
        "When the subject's last lease ends; later where the subject is assigned more, prolongs, or the terms are raised",
    }),
  })
  .meta({ id: 'ErasurePlanned', examples: [erasurePlannedExample] });

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

export function erasurePlannedBodyOf(subjectId: SubjectId, erasesAt: Instant): object {
  return { subjectId, erasesAt: toIso(erasesAt) };
}

function intervalBody({ from, until }: Interval): object {
  return { from: toIso(from), until: toIso(until) };
}
