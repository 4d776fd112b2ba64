import type { AgreementId, Exposure, OperatorProfile, TermsWarning } from '@allocator/domain';
import { guardSeconds, toIso } from '@allocator/domain';
import { z } from 'zod';
import type { AnswerType } from '../values/answer-type.js';
import {
  agreementId,
  eventIdText,
  identityCount,
  impiText,
  instant,
  operatorId,
  poolId,
  seconds,
  sentence,
  sumOfSeconds,
  version,
} from '../values/ids.js';
import {
  numberPrefixCharsMax,
  numberPrefixesMax,
  numberPrefixesMeta,
  operatorBody,
  realmCharsMax,
  realmsMax,
  realmsMeta,
} from './operator-body.js';

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
/** A profile as its answer shows it. */
export const operatorExample = {
  ...profileExample,
  indications: 'accepted',
  realms: ['op-a.example'],
  numberPrefixes: ['+4930'],
  infeasibleAgreements: [],
};

/** One of each code. */
const warningsMax = 4;

const operatorWarning = z
  .object({
    code: z.enum(['clock-skew-below-tolerance', 'names-outside', 'names-held-by-others', 'names-not-compared']),
    detail: sentence,
  })
  .meta({ id: 'OperatorWarning' });

/** A profile with what follows from it alone. */
export const operatorTerms = operatorBody
  .extend({
    minRegistrationSeconds: seconds,
    realms: z.array(z.string().max(realmCharsMax)).max(realmsMax).optional().meta(realmsMeta),
    numberPrefixes: z
      .array(z.string().max(numberPrefixCharsMax))
      .max(numberPrefixesMax)
      .optional()
      .meta(numberPrefixesMeta),
    operatorId,
    version,
    guardSeconds: sumOfSeconds.meta({ description: 'G = tokenLeeway + 2 * clockSkew + inFlight + purgeDelay' }),
    warnings: z.array(operatorWarning).max(warningsMax).meta({ description: 'The terms are in force; check them' }),
  })
  .meta({ id: 'OperatorTerms' });

/** Agreements of one operator at most. */
export const agreementsMax = 100_000;
/** Exposures that an answer lists at most. */
const exposuresMax = 1_000;

/** `GET /v1/operators/{operatorId}`: the profile in force, and the agreements that it makes infeasible. */
export const operatorAnswer = operatorTerms
  .extend({
    infeasibleAgreements: z
      .array(agreementId)
      .max(agreementsMax)
      .meta({
        description:
          'Agreements that leave no usable token under the profile: they assign and prolong nothing until they are changed',
        examples: [[]],
      }),
  })
  .meta({ id: 'OperatorProfileAnswer', examples: [operatorExample] });

/** An identity that was assigned again before its terms were raised. */
const exposure = z.object({
  poolId,
  impi: impiText,
  assignmentId: eventIdText.meta({ description: 'Of the present holder' }),
  assignedAt: instant,
  formerAssignmentId: eventIdText,
  exposedUntil: instant.meta({
    description: 'Until then the former holder could still be registered by the new terms',
  }),
});

/** `PUT /v1/operators/{operatorId}`: the same, and the identities that the change exposes. */
export const operatorSetAnswer = operatorAnswer
  .extend({
    exposures: z.array(exposure).max(exposuresMax).optional().meta({
      description: 'Identities that were assigned again before the terms were raised; absent if there are none',
    }),
    exposuresNotListed: identityCount.optional(),
  })
  .meta({ id: 'OperatorProfileSetAnswer', examples: [operatorExample] });

/** A profile in force, with what its answer says about it. */
export interface OperatorInForce {
  readonly profile: OperatorProfile;
  readonly infeasibleAgreements: readonly AgreementId[];
  readonly warnings: readonly TermsWarning[];
}

/** The result of a change of an operator's profile. */
export interface OperatorSetResult extends OperatorInForce {
  /** Their number and the first of them. The answer has no such members if there are none. */
  readonly exposures: { readonly count: number; readonly listed: readonly Exposure[] };
}

export function operatorBodyOf({
  profile,
  infeasibleAgreements,
  warnings,
}: OperatorInForce): AnswerType<typeof operatorAnswer> {
  return {
    ...profile,
    minRegistrationSeconds: profile.minRegistrationSeconds ?? 0,
    guardSeconds: guardSeconds(profile.guard),
    infeasibleAgreements,
    warnings,
  };
}

export function operatorSetBodyOf(result: OperatorSetResult): AnswerType<typeof operatorSetAnswer> {
  const { exposures } = result;
  const body = operatorBodyOf(result);
  if (exposures.count === 0) return body;
  const listed = exposures.listed.map((exposed) => ({
    ...exposed,
    assignedAt: toIso(exposed.assignedAt),
    exposedUntil: toIso(exposed.exposedUntil),
  }));
  return { ...body, exposures: listed, exposuresNotListed: exposures.count - listed.length };
}
