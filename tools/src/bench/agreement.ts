import {
  type Agreement,
  type AgreementId,
  type EventOrigin,
  eventSourceOf,
  guardSeconds,
  type OperatorId,
  type OperatorProfile,
  secondsBoundAfterToken,
  type WwsfId,
} from '@allocator/domain';

/** Origin of the events, as long as with the default configuration. */
export const origin: EventOrigin = {
  source: eventSourceOf('00000000-0000-4000-8000-000000000000'),
  schemasUrl: 'http://127.0.0.1:8080/v1/schemas',
};

export const profile: Omit<OperatorProfile, 'version'> = {
  operatorId: 'operator-a' as OperatorId,
  maxRegistrationSeconds: 600,
  registrationModel: 'outlives-token',
  guard: { tokenLeewaySeconds: 60, clockSkewSeconds: 5, inFlightSeconds: 128, purgeDelaySeconds: 120 },
  indications: 'accepted',
};

/** A week of security lifetime: nothing lapses while the bench runs. */
export const agreement: Omit<Agreement, 'version'> = {
  agreementId: 'agreement-a' as AgreementId,
  operatorId: profile.operatorId,
  wwsfId: 'wwsf-a' as WwsfId,
  securityLifetimeSeconds: 7 * 86_400,
  quarantineSeconds: 60,
  minTokenLifetimeSeconds: 60,
  status: 'active',
};

export const guard = guardSeconds(profile.guard);
export const boundAfterToken = secondsBoundAfterToken({ ...profile, version: 1 });
