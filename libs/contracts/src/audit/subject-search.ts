import type { PoolId, Subject, SubjectId } from '@allocator/domain';
import { z } from 'zod';
import { subject } from '../assignments/subject.js';
import { assignedEventExample } from '../events/assigned-event-example.js';
import { exampleLease } from '../values/example-lease.js';
import { assignmentId, eventIdText, poolId, subjectId } from '../values/ids.js';
import { storedDocument } from './holders-answer.js';
import { auditLimitDefault, auditLimitMax, readingReason } from './reading-reason.js';

const bodyExample = {
  poolId: exampleLease.identity.poolId,
  subject: { kind: 'authenticated', ref: 'user-4711' },
  limit: 100,
  reason: 'case 2026-117',
};

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
      .max(auditLimitMax)
      .default(auditLimitDefault)
      .meta({ description: 'Maximum number of items', examples: [100] }),
    reason: readingReason,
  })
  .meta({ id: 'SubjectSearch', examples: [bodyExample] });

/** The subject of a search: by its opaque id, or by the WWSF's reference in a pool. */
export type NamedSubject =
  | { readonly by: 'id'; readonly subjectId: SubjectId }
  | { readonly by: 'reference'; readonly poolId: PoolId; readonly subject: Subject };

/** The same, with the subject in one member. */
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

const answerExample = {
  subjectId: exampleLease.subjectId,
  assigned: [assignedEventExample],
  next: null,
  complete: true,
};

export const subjectAssignmentsAnswer = z
  .object({
    subjectId,
    assigned: z.array(storedDocument).max(auditLimitMax).meta({ description: 'The Assigned events' }),
    next: eventIdText.nullable(),
    complete: z
      .boolean()
      .meta({ description: 'False while the index of assignments is behind: later ones may be missing' }),
  })
  .meta({ id: 'SubjectAssignments', examples: [answerExample] });
