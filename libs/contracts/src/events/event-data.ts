import type { DomainEvent, EventType, Instant } from '@allocator/domain';
import { z } from 'zod';
import { poolBody } from '../terms/pool-body.js';
import type { AnswerType } from '../values/answer-type.js';
import { instant, seconds, sumOfSeconds } from '../values/ids.js';

const uuid = z.guid();
const text = z.string();
const count = z.int().min(0);

/** The members that all events of a lease share. */
const leaseFact = z.object({
  assignmentId: text.meta({ description: "Id of the lease's Assigned event" }),
  poolId: text,
  impi: text,
  impus: z.array(text),
  generation: z.int().min(1),
  subjectId: uuid.nullable().meta({ description: 'Opaque name of the holder' }),
  reassignableAt: instant.meta({ description: "The holder's bound after this event" }),
  assignableAt: instant.meta({
    description: 'reassignableAt plus the quarantine: another holder can have the identity from here on',
  }),
  effectiveAt: instant.meta({ description: 'When the fact became true, which can be before it was recorded' }),
});
const tokenSequence = z
  .int()
  .min(1)
  .optional()
  .meta({ description: 'Number of the token: 1, and one more for each prolongation; absent in events of version 0.1' });
const tokenFact = {
  tokenSequence,
  tokenExpiresAt: instant.meta({ description: 'End of this token' }),
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

/** The published `data` of each type. Consumers must ignore unknown members: a later version can add some. */
export const eventData = {
  Assigned: leaseFact.extend({
    ...tokenFact,
    subjectKind: z.enum(['authenticated', 'anonymous']),
    takenBack: z
      .literal(true)
      .optional()
      .meta({ description: 'The holder took the identity back before the bound of its own former lease' }),
  }),
  Prolonged: leaseFact.extend(tokenFact),
  Released: leaseFact.extend({
    by: z.enum(['wwsf', 'ep-cscf', 'ims-operator']),
    ground: z
      .enum(['token-refused', 'token-dead', 'token-alive', 'taken-back'])
      .optional()
      .meta({ description: 'Why the bound moved earlier; token-alive only in events of version 0.1' }),
    tokenSequence: z
      .int()
      .min(1)
      .optional()
      .meta({ description: 'The newest token that the eP-CSCF refuses, from the indication' }),
    indicatedAt: instant.optional().meta({ description: 'When the eP-CSCF looked, from the indication' }),
    commandId: uuid,
  }),
  Expired: leaseFact,
  HoldExtended: leaseFact.extend({
    guardSeconds: sumOfSeconds,
    operatorVersion: count.meta({ description: "Version of the operator's profile that moved the bound" }),
    restored: z.literal(true).optional().meta({
      description: 'An indication had moved the bound earlier by the rule of version 0.1: it is the full one again',
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
    assignableAt: instant.optional().meta({
      description: 'Never present: an ignored indication changes no bound. Schemas only gain members, so it stays',
      deprecated: true,
    }),
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
    assignmentId: text.nullable().meta({ description: 'The latest assignment; null if there was none' }),
    subjectId: uuid
      .nullable()
      .meta({ description: 'Its holder, which does not get the identity again before another holder has had it' }),
    reassignableAt: instant
      .nullable()
      .meta({ description: 'The full bound, up to which the identity is held; null if the lease was closed' }),
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
    version: z.int().min(1).optional().meta({ description: 'Version of the pool; absent in events of version 0.1' }),
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
} satisfies Record<EventType, z.ZodType>;

/** The JSON form of a domain value: its instants are texts. */
type Documented<T> = T extends Instant
  ? string
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Documented<Item>[]
      : { readonly [Member in keyof T]: Documented<T[Member]> };

/** Names of the members in which a domain type and its published schema differ. */
export type Drift<Data, Schema extends z.ZodType> = DriftOf<Documented<Data>, AnswerType<Schema>>;

type DriftOf<Data, Published> =
  | Exclude<keyof Data, keyof Published>
  | Exclude<keyof Published, keyof Data>
  | {
      [Member in keyof Data & keyof Published]-?: Pick<Data, Member> extends Pick<Published, Member> ? never : Member;
    }[keyof Data & keyof Published];

type NoneOf<T extends never> = T;

/** Compiles only while each event of the domain has the members of its published schema. */
export type EventDrift = NoneOf<
  {
    [T in EventType]: Drift<Extract<DomainEvent, { type: T }>['data'], (typeof eventData)[T]>;
  }[EventType]
>;
