import { poolBody } from '../terms/operator-body.js';
import { instant, seconds, sumOfSeconds } from '../values/ids.js';

import { z } from 'zod';
import type { EventType } from '@allocator/domain';
import { eventSchemaVersion, eventSourcePrefix } from '@allocator/domain';

const uuid = z.guid();
const text = z.string();
const count = z.int().min(0);
const sourcePattern = new RegExp(`^${eventSourcePrefix}(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$`);

/** On every event about one lending. */
const leaseFact = z.object({
  assignmentId: text.meta({ description: "The id of the lending's Assigned event" }),
  poolId: text,
  impi: text,
  impus: z.array(text),
  generation: z.int().min(1),
  subjectId: uuid.nullable().meta({ description: 'Opaque name of the holder' }),
  reassignableAt: instant.meta({ description: "The holder's bound after this fact" }),
  assignableAt: instant.meta({ description: 'reassignableAt and the quarantine: another holder from here on' }),
  effectiveAt: instant.meta({ description: 'When the fact holds, which is not when it was recorded' }),
});
const tokenSequence = z
  .int()
  .min(1)
  .optional()
  .meta({ description: "The token's number: 1, and one more with each prolongation; absent in events of version 0.1" });
const tokenFact = {
  tokenSequence,
  tokenExpiresAt: instant.meta({ description: "This token's own end" }),
  agreementVersion: count,
  operatorVersion: count,
  guardSeconds: sumOfSeconds,
  quarantineSeconds: seconds,
  commandId: uuid,
};
const stockFact = z.object({
  poolId: text,
  impi: text,
  impus: z.array(text),
  generation: count,
  effectiveAt: instant,
});
const guard = z.object({
  tokenLeewaySeconds: seconds,
  clockSkewSeconds: seconds,
  inFlightSeconds: seconds,
  purgeDelaySeconds: seconds,
});

/** The `data` of each type. Consumers pass over members that they do not know: a later version may add some. */
const eventData: Record<EventType, z.ZodType> = {
  Assigned: leaseFact.extend({
    ...tokenFact,
    subjectKind: z.enum(['authenticated', 'anonymous']),
    takenBack: z
      .literal(true)
      .optional()
      .meta({ description: 'The holder has it back before the bound of its own former lending' }),
  }),
  Prolonged: leaseFact.extend(tokenFact),
  Released: leaseFact.extend({
    by: z.enum(['wwsf', 'ep-cscf', 'ims-operator']),
    ground: z
      .enum(['token-refused', 'token-dead', 'token-alive', 'taken-back'])
      .optional()
      .meta({ description: 'What brought the bound forward; token-alive only in events of version 0.1' }),
    tokenSequence: z
      .int()
      .min(1)
      .optional()
      .meta({ description: 'The newest token that the eP-CSCF refuses, as it said' }),
    indicatedAt: instant.optional().meta({ description: 'When the eP-CSCF looked, as it said' }),
    commandId: uuid,
  }),
  Expired: leaseFact,
  HoldExtended: leaseFact.extend({
    guardSeconds: sumOfSeconds,
    operatorVersion: count.meta({ description: "The version of the operator's profile that moved the bound" }),
    restored: z.literal(true).optional().meta({
      description: 'An indication had brought the bound forward by the rule of version 0.1: it is the full one again',
    }),
    formerTokenAlive: z.literal(true).optional().meta({
      description:
        'The raise has made tokens of a former holder acceptable again: nothing frees the identity before this bound',
    }),
  }),
  IndicationIgnored: leaseFact.extend({
    assignmentId: text.nullable(),
    poolId: text.nullable(),
    generation: count,
    reassignableAt: instant.nullable(),
    assignableAt: instant.optional(),
    reason: text,
    indicatedGeneration: count,
    indicatedBy: text,
    tokenSequence: z.int().min(1).optional(),
    contactsRemaining: count.optional(),
    indicatedAt: instant.optional(),
    commandId: uuid,
  }),
  Refused: z.object({ poolId: text, reason: text, count: z.int().min(1) }),
  IdentityImported: stockFact.extend({ number: z.int().min(1) }),
  IdentitySuspended: stockFact.extend({ commandId: uuid }),
  IdentityResumed: stockFact.extend({ commandId: uuid }),
  IdentityRetired: stockFact.extend({ commandId: uuid }),
  IdentityRevoked: stockFact.extend({
    assignmentId: text.nullable().meta({ description: 'The latest assignment; null where there was none' }),
    subjectId: uuid
      .nullable()
      .meta({ description: 'Its holder, who does not get the identity back before somebody else has held it' }),
    reassignableAt: instant
      .nullable()
      .meta({ description: 'The full bound, to which the identity is held; null where the lease was closed' }),
    assignableAt: instant,
    quarantineSeconds: seconds,
    reason: text,
    commandId: uuid,
  }),
  OperatorProfileSet: z.object({
    operatorId: text,
    version: count,
    maxRegistrationSeconds: seconds,
    registrationModel: z.enum(['capped-by-token', 'outlives-token']),
    minRegistrationSeconds: seconds.optional(),
    guard,
    indications: z.enum(['ignored', 'accepted']),
    realms: z.array(text).optional().meta({ description: 'Domains that the operator has declared as its own' }),
    numberPrefixes: z
      .array(text)
      .optional()
      .meta({ description: 'Prefixes of E.164 numbers that the operator has declared as its own' }),
  }),
  AgreementSet: z.object({
    agreementId: text,
    version: count,
    operatorId: text,
    wwsfId: text,
    securityLifetimeSeconds: seconds,
    quarantineSeconds: seconds,
    minTokenLifetimeSeconds: seconds,
    status: z.enum(['active', 'suspended']),
  }),
  PoolSet: z.object({
    poolId: text,
    wwsfId: text,
    operatorId: text,
    agreementId: text,
    agreementVersion: count,
    operatorVersion: count,
    agreementStatus: z.enum(['active', 'suspended']),
    agreementInfeasible: z.literal(true).optional().meta({
      description: 'The agreement leaves no usable token: the pool assigns and prolongs nothing',
    }),
    indications: z.enum(['ignored', 'accepted']),
    securityLifetimeSeconds: seconds,
    quarantineSeconds: seconds,
    tokenLifetimeSeconds: seconds,
    guardSeconds: sumOfSeconds,
    anonymous: poolBody.shape.anonymous,
    repeatSubject: poolBody.shape.repeatSubject,
    affinity: poolBody.shape.affinity,
    maxPerSubject: poolBody.shape.maxPerSubject,
    anonymousSharePercent: poolBody.shape.anonymousSharePercent,
  }),
};

export const eventTypes = Object.keys(eventData) as readonly EventType[];

/** The whole event document of a type (CloudEvents 1.0, JSON format). */
export function eventDocument(type: EventType) {
  return z.object({
    specversion: z.literal('1.0'),
    id: z
      .string()
      .regex(/^\d+-\d+$/)
      .meta({ description: '<lane>-<position>' }),
    source: z.string().regex(sourcePattern).meta({
      description:
        'The installation. `source` and `id` together are globally unique. Without UUID in events of version 0.1',
    }),
    type: z.literal(type),
    subject: text.meta({ description: 'The impi, or the pool, agreement or operator' }),
    time: instant.meta({ description: 'When it was recorded' }),
    dataschema: z.url(),
    datacontenttype: z.literal('application/json'),
    lane: count,
    position: z.int().min(1).meta({ description: 'Place in the lane, without gaps' }),
    previous: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .meta({ description: 'SHA-256 of the document before it in its lane' }),
    data: eventData[type],
  });
}

/** JSON Schema of a type's documents, as `dataschema` promises; undefined where there is no such type or version. */
export function eventJsonSchema(type: string, version: string): object | undefined {
  if (!Object.hasOwn(eventData, type) || version !== String(eventSchemaVersion)) return undefined;
  return z.toJSONSchema(eventDocument(type as EventType), { io: 'input', target: 'draft-2020-12' });
}
