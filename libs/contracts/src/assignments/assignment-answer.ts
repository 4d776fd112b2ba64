import { importCodesDescription } from '../identities/import-codes.js';
import { problem } from '../problems/problems.js';
import {
  activityExample,
  assignmentExample,
  availabilityExample,
  batchExample,
  identityExample,
  importExample,
  indicationExample,
} from '../values/example-lease.js';
import { assignmentId, commandId, impi, instant, operatorId, poolId, seconds, sentInstant } from '../values/ids.js';
import { storableText } from '../values/storable-text.js';

import { indicationIgnoredReasons } from '@allocator/domain';
import { z } from 'zod';

/** Length of a WWSF's reference to its user or session at most; it is a key, not a document. */
export const referenceCharsMax = 256;
const reasonCharsMax = 200;
const contactsMax = 1_000;
export const batchCommandsMax = 1_000;

const reference = storableText(1, referenceCharsMax);

export const subject = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('authenticated'),
      ref: reference.meta({
        description: "The WWSF's own reference to its user; never enters an event",
        examples: ['user-4711'],
      }),
    }),
    z.strictObject({
      kind: z.literal('anonymous'),
      session: reference.meta({
        description: "The WWSF's handle of the session; never enters an event",
        examples: ['session-0815'],
      }),
    }),
  ])
  .meta({ id: 'Subject' });

/** `POST /v1/pools/{poolId}/assignments` */
export const assignBody = z.strictObject({ subject }).meta({ id: 'Assign' });

/** `POST /v1/pools/{poolId}/assignment-batches` */
export const assignBatchBody = z
  .strictObject({
    commands: z.array(z.strictObject({ commandId, subject })).max(batchCommandsMax),
  })
  .meta({ id: 'AssignBatch' });

/** Release and prolong take nothing but their path and key. */
export const emptyBody = z.strictObject({}).nullish();

export const assignmentAnswer = z
  .object({
    assignmentId,
    poolId,
    impi: z.string(),
    impus: z.array(z.string()),
    generation: z.int().min(1).meta({ description: 'How often the identity has been assigned' }),
    tokenSequence: z.int().min(1).meta({
      description:
        "Number of the assignment's newest token: 1, and one more with each prolongation. Write it into the token",
    }),
    state: z.enum(['assigned', 'released', 'expired']),
    assignedAt: instant,
    tokenExpiresAt: instant,
    reassignableAt: instant,
    agreementVersion: z.int(),
    operatorVersion: z.int(),
  })
  .meta({ id: 'Assignment', examples: [assignmentExample] });

/** `POST /v1/pools/{poolId}/assignment-batches` -> one outcome a command, in their order */
export const assignBatchAnswer = z
  .object({
    outcomes: z.array(z.object({ commandId, status: z.int(), body: z.union([assignmentAnswer, problem]) })),
  })
  .meta({ id: 'AssignBatchAnswer', examples: [batchExample] });

/** `POST /v1/indications` */
export const indicationBody = z
  .strictObject({
    operatorId,
    impi,
    generation: z
      .int()
      .min(0)
      .meta({ description: 'Generation of the assignment that is indicated', examples: [1] }),
    tokenRefused: z.boolean().meta({
      description:
        'True where every node of the eP-CSCF refuses, from now on, every token of this generation numbered 1 to `tokenSequence`',
      examples: [true],
    }),
    tokenSequence: z
      .int()
      .min(1)
      .optional()
      .meta({
        description:
          'The newest token that is refused, and with it all before it: n means tokens 1 to n. Absent counts only where the assignment has had one token',
        examples: [1],
      }),
    contactsRemaining: z
      .int()
      .min(0)
      .max(contactsMax)
      .optional()
      .meta({
        description:
          'Contacts still registered under the identity; while there are any, the indication is ignored. Absent means none',
        examples: [0],
      }),
    indicatedAt: sentInstant.optional().meta({
      description:
        'When the eP-CSCF looked. Without a refusal it counts from the end of the last token and the guard on; ' +
        'ignored where it lies before the assignment, or further ahead than clocks can differ',
    }),
  })
  .meta({ id: 'Indication' });

export const indicationAnswer = z
  .object({
    effect: z.enum(['reassignable', 'ignored']).meta({ description: 'ignored: nothing has changed' }),
    reason: z
      .enum(['token-refused', 'token-dead', ...indicationIgnoredReasons])
      .meta({ description: 'The first two free the identity now; every other one is of `ignored`' }),
    reassignableAt: instant.nullable(),
  })
  .meta({ id: 'IndicationAnswer', examples: [indicationExample] });

/** `POST /v1/pools/{poolId}/identities/{impi}/revoke` */
export const revokeBody = z
  .strictObject({
    quarantineSeconds: seconds.meta({
      description:
        'Idle time after the full bound, or from now where it has no holder; never shorter than the agreement has it',
      examples: [604_800],
    }),
    reason: storableText(1, reasonCharsMax).meta({
      description: 'For the record, which is kept for ever: name nobody',
      examples: ['abuse report 4711'],
    }),
  })
  .meta({ id: 'Revoke' });

export const identityAnswer = z
  .object({
    poolId,
    impi: z.string(),
    impus: z.array(z.string()),
    state: z.enum(['assignable', 'assigned', 'held', 'quarantined', 'suspended', 'retired']),
    stock: z.enum(['active', 'suspended', 'retired']).meta({
      description: 'Whether it may be lent at all; what is taken out of stock stays with its holder to the end',
    }),
    generation: z.int(),
    assignmentId: z.string().nullable().meta({ description: 'Its latest assignment' }),
    reassignableAt: instant.nullable(),
    assignableAt: instant.meta({ description: 'reassignableAt and the quarantine' }),
  })
  .meta({ id: 'Identity', examples: [identityExample] });

export const availabilityAnswer = z
  .object({
    total: z.int(),
    assignable: z.int(),
    assigned: z.int(),
    held: z.int().meta({ description: 'Released, and not free before the bound' }),
    quarantined: z.int(),
    suspended: z.int(),
    nextReassignableAt: instant
      .nullable()
      .meta({ description: 'When the next identity becomes assignable to another holder' }),
    lane: z.int(),
    position: z.int(),
  })
  .meta({ id: 'Availability', examples: [availabilityExample] });

export const activityAnswer = z
  .object({
    poolId,
    minutes: z.array(
      z.object({ minute: instant, assigned: z.int(), released: z.int(), expired: z.int(), refused: z.int() }),
    ),
  })
  .meta({ id: 'Activity', examples: [activityExample] });

export const importAnswer = z
  .object({
    received: z.int(),
    imported: z.int(),
    alreadyPresent: z.int(),
    rejected: z.array(
      z.object({
        row: z.int(),
        code: z.string().meta({ description: importCodesDescription }),
        detail: z.string().meta({ description: 'What is wrong and what to write instead, for a person' }),
      }),
    ),
    rejectedNotListed: z.int().optional(),
  })
  .meta({ id: 'ImportAnswer', examples: [importExample] });
