import { z } from 'zod';
import { exampleLease } from '../values/example-lease.js';
import { anyCount, instant, sentence } from '../values/ids.js';
import { whole } from '../values/whole.js';
import { auditLimit, auditLimitMax } from './reading-reason.js';

const idMax = 999_999_999_999_999;

/** `GET /v1/audit/reads` */
export const auditReadsQuery = z.strictObject({
  after: whole(0, idMax, { description: 'Id of a read after which to start', examples: [17] }).default(0),
  limit: auditLimit,
});

const example = {
  reads: [
    {
      id: 17,
      readAt: exampleLease.assignableAt,
      reader: 'auditor-7',
      client: 'audit-portal',
      what: 'holders',
      parameters: { alias: exampleLease.identity.impus[0], at: exampleLease.assignedAt, knownAt: null },
      reason: 'case 2026-117',
    },
  ],
  next: null,
};

export const auditReadsAnswer = z
  .object({
    reads: z
      .array(
        z.object({
          id: anyCount,
          readAt: instant,
          reader: sentence.meta({
            description:
              'The person who read, as named by the token issuer (`sub`). In reads of version 0.1: the tenant, e.g. `client portal`',
          }),
          client: sentence.nullable().meta({
            description:
              'The client application (`client_id`); null if the token named none, and in reads of version 0.1',
          }),
          what: z.string().max(100).meta({ description: 'Kind of read' }),
          parameters: z.looseObject({}),
          reason: sentence,
        }),
      )
      .max(auditLimitMax),
    next: anyCount.nullable(),
  })
  .meta({ id: 'AuditReads', examples: [example] });
