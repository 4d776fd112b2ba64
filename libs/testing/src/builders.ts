import type {
  Agreement,
  AgreementId,
  Assign,
  AssignmentId,
  CommandId,
  Impi,
  Impu,
  Indicate,
  Instant,
  OperatorId,
  OperatorProfile,
  PoolId,
  PoolTerms,
  Prolong,
  Release,
  Revoke,
  Subject,
  SubjectId,
  WwsfId,
} from '@allocator/domain';

/** 2026-01-01T00:00:00Z, where the tests' clocks begin. */
export const newYear = Date.UTC(2026, 0, 1) as Instant;

/** A profile with the guard of the worked values: leeway 60, skew 5, in flight 128, purge 120, so G = 318 s. */
export function operatorProfile(changes: Partial<OperatorProfile> = {}): OperatorProfile {
  return {
    operatorId: 'op-a' as OperatorId,
    version: 1,
    maxRegistrationSeconds: 600,
    registrationModel: 'outlives-token',
    guard: { tokenLeewaySeconds: 60, clockSkewSeconds: 5, inFlightSeconds: 128, purgeDelaySeconds: 120 },
    indications: 'accepted',
    ...changes,
  };
}

/** The same profile as an operator sends it. */
export function proposedProfile(changes: Partial<OperatorProfile> = {}): Omit<OperatorProfile, 'version'> {
  const { version: _, ...profile } = operatorProfile(changes);
  return profile;
}

/** An agreement under that profile, as it is sent. */
export function proposedAgreement(changes: Partial<Agreement> = {}): Omit<Agreement, 'version'> {
  return {
    agreementId: 'agreement-a' as AgreementId,
    operatorId: 'op-a' as OperatorId,
    wwsfId: 'wwsf-a' as WwsfId,
    securityLifetimeSeconds: 3_600,
    quarantineSeconds: 0,
    minTokenLifetimeSeconds: 60,
    status: 'active',
    ...changes,
  };
}

export function poolTerms(changes: Partial<PoolTerms> = {}): PoolTerms {
  return {
    poolId: 'pool-a' as PoolId,
    wwsfId: 'wwsf-a' as WwsfId,
    operatorId: 'op-a' as OperatorId,
    agreementId: 'agreement-a' as AgreementId,
    agreementVersion: 1,
    operatorVersion: 1,
    agreementStatus: 'active',
    indications: 'accepted',
    securityLifetimeSeconds: 3600,
    quarantineSeconds: 0,
    tokenLifetimeSeconds: 2682,
    guardSeconds: 318,
    anonymous: 'allowed',
    repeatSubject: 'another',
    ...changes,
  };
}

/** The nth command id, and the nth subject id: equal in every run. */
export function commandId(n: number): CommandId {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}` as CommandId;
}
export function subjectId(n: number): SubjectId {
  return `00000000-0000-4000-9000-${String(n).padStart(12, '0')}` as SubjectId;
}

export function alice(ref = 'alice'): Subject {
  return { kind: 'authenticated', ref };
}

export function assign(n: number, changes: Partial<Assign> = {}): Assign {
  return {
    type: 'Assign',
    commandId: commandId(n),
    poolId: 'pool-a' as PoolId,
    wwsfId: null,
    subject: alice(`user-${String(n)}`),
    proposedSubjectId: subjectId(n),
    ...changes,
  };
}

export function release(n: number, assignmentId: string, changes: Partial<Release> = {}): Release {
  return {
    type: 'Release',
    commandId: commandId(n),
    assignmentId: assignmentId as AssignmentId,
    wwsfId: null,
    ...changes,
  };
}

export function prolong(n: number, assignmentId: string, changes: Partial<Prolong> = {}): Prolong {
  return {
    type: 'Prolong',
    commandId: commandId(n),
    assignmentId: assignmentId as AssignmentId,
    wwsfId: null,
    ...changes,
  };
}

export function indicate(n: number, impi: string, generation: number, changes: Partial<Indicate> = {}): Indicate {
  return {
    type: 'Indicate',
    commandId: commandId(n),
    operatorId: 'op-a' as OperatorId,
    poolId: 'pool-a' as PoolId,
    impi: impi as Impi,
    generation,
    tokenRefused: true,
    ...changes,
  };
}

/** Revokes the first identity. */
export function revoke(n: number, changes: Partial<Revoke> = {}): Revoke {
  return {
    type: 'Revoke',
    commandId: commandId(n),
    poolId: 'pool-a' as PoolId,
    impi: impi(1),
    quarantineSeconds: 600,
    reason: 'abuse',
    ...changes,
  };
}

export function impi(n: number): Impi {
  return `web-${String(n)}@ims.op-a.example` as Impi;
}

export function impu(n: number): Impu {
  return `sip:web-${String(n)}@op-a.example` as Impu;
}
