import { randomUUID } from 'node:crypto';
import {
  type AgreementId,
  type Assign,
  type CommandId,
  type EventOrigin,
  eventSourceOf,
  guardSeconds,
  laneOf,
  type OperatorId,
  type PoolId,
  secondsBoundAfterToken,
  type SubjectId,
} from '@allocator/domain';
import type { PoolTerms } from '@allocator/local';

/** The service's default, and the number that a bench database is created with. */
export const lanes = 8;
/** One pool in each lane, so that every lane has work. */
export const poolIds = Array.from({ length: lanes }, (_, lane) => poolInLane(lane, 'bench'));

/** The pool of a request: each takes its turn, and with it each lane. */
export function poolOfTurn(turn: number): PoolId {
  return poolIds[turn % poolIds.length] as PoolId;
}

export const operatorId = 'operator-a' as OperatorId;
export const wwsfId = 'wwsf-a';

/** The origin of events; as long as with the default configuration. */
export const origin: EventOrigin = {
  source: eventSourceOf('00000000-0000-4000-8000-000000000000'),
  schemasUrl: 'http://127.0.0.1:8080/v1/schemas',
};

const profile = {
  maxRegistrationSeconds: 600,
  registrationModel: 'outlives-token',
  guard: { tokenLeewaySeconds: 60, clockSkewSeconds: 5, inFlightSeconds: 128, purgeDelaySeconds: 120 },
  indications: 'accepted',
} as const;
export const guard = guardSeconds(profile.guard);
export const boundAfterToken = secondsBoundAfterToken({ ...profile, operatorId, version: 1 });

/** A security lifetime of a week: nothing lapses while the bench runs. */
export const agreement = {
  wwsfId,
  securityLifetimeSeconds: 7 * 86_400,
  quarantineSeconds: 60,
  minTokenLifetimeSeconds: 60,
};

export function benchTerms(poolId: string, agreementId = 'agreement-a' as AgreementId, by = wwsfId): PoolTerms {
  return { operatorId, profile, agreementId, agreement: { ...agreement, wwsfId: by }, poolId };
}

/** A subscription with a number, named by its tel URI and its SIP URI, as a CSV row. `serial` is unique over all pools. */
export function importRow(serial: number): string {
  const number = `+4930${String(serial).padStart(8, '0')}`;
  const impi = `web-${String(serial).padStart(8, '0')}@ims.operator-a.example`;
  return `${impi},sip:${number}@ims.operator-a.example;user=phone,tel:${number}`;
}

let subjects = 0;

/** A command for a user who has never had an identity. */
export function newAssign(poolId: PoolId): Assign {
  return {
    type: 'Assign',
    commandId: randomUUID() as CommandId,
    poolId,
    wwsfId: null,
    subject: { kind: 'authenticated', ref: `user-${String(++subjects).padStart(9, '0')}@wwsf-a.example` },
    proposedSubjectId: randomUUID() as SubjectId,
  };
}

export function poolInLane(lane: number, name: string): PoolId {
  for (let number = 1; ; number++) {
    const poolId = `${name}-${String(number)}` as PoolId;
    if (laneOf(poolId, lanes) === lane) return poolId;
  }
}
