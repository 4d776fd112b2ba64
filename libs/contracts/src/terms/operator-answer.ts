import type { AgreementId, Exposure, OperatorProfile, TermsWarning } from '@allocator/domain';
import { guardSeconds, toIso } from '@allocator/domain';
import { z } from 'zod';
import type { AnswerType } from '../values/answer-type.js';
import { agreementId, instant, operatorId, poolId, seconds, sumOfSeconds } from '../values/ids.js';
import { numberPrefixesMeta, operatorBody, realmsMeta } from './operator-body.js';

/** The members that the answers about a profile share. */
export const profileExample = {
  maxRegistrationSeconds: 600,
  registrationModel: 'outlives-token',
  minRegistrationSeconds: 60,
  guard: { tokenLeewaySeconds: 60, clockSkewSeconds: 5, inFlightSeconds: 128, purgeDelaySeconds: 120 },
  operatorId: 'op-a',
  version: 1,
  guardSeconds: 318,
  warnings: [],
};
const example = {
  ...profileExample,
  indications: 'accepted',
  realms: ['op-a.example'],
  numberPrefixes: ['+4930'],
  infeasibleAgreements: [],
};

const operatorWarning = z
  .object({
    code: z.enum(['clock-skew-below-tolerance', 'names-outside', 'names-held-by-others', 'names-not-compared']),
    detail: z.string(),
  })
  .meta({ id: 'OperatorWarning' });

export const operatorAnswer = operatorBody
  .extend({
    minRegistrationSeconds: seconds,
    realms: z.array(z.string()).optional().meta(realmsMeta),
    numberPrefixes: z.array(z.string()).optional().meta(numberPrefixesMeta),
    operatorId,
    version: z.int().min(1),
    guardSeconds: sumOfSeconds.meta({ description: 'G = tokenLeeway + 2 * clockSkew + inFlight + purgeDelay' }),
    warnings: z.array(operatorWarning).meta({ description: 'The terms are in force; check them' }),
  })
  .meta({ id: 'OperatorProfileAnswer' });

/** An identity that was assigned again before its terms were raised. */
const exposure = z.object({
  poolId,
  impi: z.string(),
  assignmentId: z.string().meta({ description: 'Of the present holder' }),
  assignedAt: instant,
  formerAssignmentId: z.string(),
  exposedUntil: instant.meta({
    description: 'Until then the former holder could still be registered by the new terms',
  }),
});

/** `PUT /v1/operators/{operatorId}`: the profile, the agreements that it makes infeasible, and the identities that it exposes. */
export const operatorSetAnswer = operatorAnswer
  .extend({
    infeasibleAgreements: z.array(agreementId).meta({
      description:
        'Agreements that leave no usable token under the profile: they assign and prolong nothing until they are changed',
      examples: [[]],
    }),
    exposures: z.array(exposure).optional().meta({
      description: 'Identities that were assigned again before the terms were raised; absent if there are none',
    }),
    exposuresNotListed: z.int().min(0).optional(),
  })
  .meta({ id: 'OperatorProfileSetAnswer', examples: [example] });

/** The result of a change of an operator's profile. */
export interface OperatorSetResult {
  readonly profile: OperatorProfile;
  readonly infeasibleAgreements: readonly AgreementId[];
  readonly warnings: readonly TermsWarning[];
  /** Their number and the first of them. The answer has no such members if there are none. */
  readonly exposures: { readonly count: number; readonly listed: readonly Exposure[] };
}

export function operatorBodyOf({
  profile,
  infeasibleAgreements,
  warnings,
  exposures,
}: OperatorSetResult): AnswerType<typeof operatorSetAnswer> {
  const body = {
    ...profile,
    minRegistrationSeconds: profile.minRegistrationSeconds ?? 0,
    guardSeconds: guardSeconds(profile.guard),
    infeasibleAgreements,
    warnings,
  };
  if (exposures.count === 0) return body;
  const listed = exposures.listed.map((exposed) => ({
    ...exposed,
    assignedAt: toIso(exposed.assignedAt),
    exposedUntil: toIso(exposed.exposedUntil),
  }));
  return { ...body, exposures: listed, exposuresNotListed: exposures.count - listed.length };
}
