import { z } from 'zod';
import type {
  AgreementId,
  AssignmentId,
  CommandId,
  Impi,
  Instant,
  OperatorId,
  PoolId,
  SubjectId,
  WwsfId,
} from '@allocator/domain';
import { canonicalImpi, impiPattern, isFault, parseEventId } from '@allocator/domain';

/** Ids that people choose. They are used unchanged in paths, topic names and file names. */
const name = z
  .string()
  .max(64)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'is 1 to 64 letters, digits, dots, hyphens and underscores, the first a letter or digit',
  );

export const operatorId = name
  .meta({ description: 'IMS operator', examples: ['op-a'] })
  .transform((id) => id as OperatorId);
export const agreementId = name
  .meta({ description: 'Agreement of a WWSF and an IMS operator', examples: ['agreement-a'] })
  .transform((id) => id as AgreementId);
export const poolId = name
  .meta({ description: 'Pool of identities', examples: ['pool-a'] })
  .transform((id) => id as PoolId);
export const wwsfId = name
  .refine((id) => id !== 'dead-letter', 'is taken: the dead-letter topic has this name')
  .meta({ description: 'WWSF; part of the names of its Kafka topics', examples: ['wwsf-a'] })
  .transform((id) => id as WwsfId);

export const commandId = z
  .guid('must be a UUID')
  .meta({
    description: 'UUID that the caller chooses. A retry with it always gets the first answer',
    examples: ['0b9a4f39-6f0a-4a7e-9d59-7c7f6f3a1c11'],
  })
  .transform((id) => id.toLowerCase() as CommandId);

/** A lane has at most five digits and a position 15. */
const eventIdCharsMax = 21;

export const assignmentId = z
  .string()
  .max(eventIdCharsMax)
  .refine((id) => parseEventId(id) !== undefined, 'is <lane>-<position>, as in the answer of the assignment')
  .meta({
    description: 'Assignment: the id of its Assigned event, <lane>-<position>',
    pattern: '^(0|[1-9][0-9]{0,4})-[1-9][0-9]{0,14}$',
    examples: ['6-42'],
  })
  .transform((id) => id as AssignmentId);

/** `Last-Event-ID` of server-sent events. */
export const lastEventId = z
  .string()
  .max(8_192)
  .regex(/^[\x20-\x7e]*$/)
  .meta({ description: 'Event: <lane>-<position>', examples: ['6-42'] });

export const subjectId = z
  .guid('must be a UUID')
  .meta({
    description: 'Opaque id of a subject, given by the service. Events contain nothing else about the subject',
    examples: ['1718feee-11a2-42e4-b284-adb5b3a0a119'],
  })
  .transform((id) => id.toLowerCase() as SubjectId);

/** Any spelling of an IMPI. The result is in canonical form. */
export const impi = z
  .string()
  .max(253)
  .meta({
    description: 'Private User Identity, username@realm (TS 23.003 clause 13.3)',
    pattern: impiPattern.source,
    examples: ['web-000417@ims.op-a.example'],
  })
  .transform((text, context): Impi => {
    const canonical = canonicalImpi(text);
    if (!isFault(canonical)) return canonical.impi;
    context.addIssue({ code: 'custom', message: canonical.detail });
    return z.NEVER;
  });

/** Ten years: the longest timer, in seconds. */
export const secondsMax = 10 * 366 * 24 * 60 * 60;
export const seconds = z.int().min(0).max(secondsMax);
export const positiveSeconds = z.int().min(1).max(secondsMax);
/** A sum of at most seven timers: the guard has four, one of them twice, and R_max and the shortest token are added. */
export const sumOfSecondsMax = 7 * secondsMax;
export const sumOfSeconds = z.int().min(0).max(sumOfSecondsMax);

const int32Max = 2 ** 31 - 1;
/** Of terms: 1 for the first, one more with each change. */
export const version = z.int().min(1).max(int32Max);
/** Identities in an answer: more than a lane can have. */
export const identityCount = z.int().min(0).max(int32Max);
/** How often an identity has been assigned; 0: never. */
export const generationCount = z.int().min(0).max(int32Max);
/** Of what has no limit of its own. */
const countMax = 999_999_999_999_999;
export const anyCount = z.int().min(0).max(countMax);

/** An IMPI in an answer. */
export const impiText = z.string().max(253);
/** The IMPUs of an identity in an answer. An identity of version 0.1 can have more than can be imported now. */
export const impuTexts = z.array(z.string().max(255)).max(10_000);
/** The id of an event, `<lane>-<position>`, in an answer. */
export const eventIdText = z.string().max(eventIdCharsMax);
/** A sentence for people. */
export const sentence = z.string().max(4_096);

/** RFC 3339 allows four digits for the year, and no event is earlier than 1970. */
const [earliest, latest] = [0, Date.UTC(9999, 11, 31, 23, 59, 59, 999)];

/** An instant in a request, with any offset. Every accepted value can be written as an `instant`. */
export const sentInstant = z.iso.datetime({ offset: true }).transform((text, context): Instant => {
  const instant = Date.parse(text);
  if (instant >= earliest && instant <= latest) return instant as Instant;
  const message = 'must be in the years 1970 to 9999 (UTC)';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** An instant in an answer or an event. */
export const instant = z.iso
  .datetime({ precision: 3 })
  .meta({ description: 'UTC, ISO 8601 with milliseconds', examples: ['2026-01-01T09:00:00.000Z'] });
