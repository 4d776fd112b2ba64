import type { Agreement, AgreementArithmetic, OperatorProfile, TermsWarning } from '@allocator/domain';
import { arithmeticOf, guardSeconds } from '@allocator/domain';
import { z } from 'zod';
import type { AnswerType } from '../values/answer-type.js';
import {
  agreementId,
  positiveSeconds,
  seconds,
  secondsMax,
  sentence,
  sumOfSeconds,
  sumOfSecondsMax,
  version,
  wwsfId,
} from '../values/ids.js';
import { agreementsMax, operatorTerms, profileExample } from './operator-answer.js';

const example = {
  ...profileExample,
  fitsAll: true,
  statement: 'One R_max of 600 s fits all agreements (1)',
  agreements: [
    {
      agreementId: 'agreement-a',
      wwsfId: 'wwsf-a',
      version: 1,
      status: 'active',
      securityLifetimeSeconds: 3600,
      quarantineSeconds: 60,
      minTokenLifetimeSeconds: 60,
      tokenLifetimeSeconds: 2682,
      outlivingSeconds: 600,
      guardSeconds: 318,
      minimumSecurityLifetimeSeconds: 978,
      largestMaxRegistrationSeconds: 3222,
      fits: true,
      arithmetic: 'L - R - G = 3600 - 600 - 318 = 2682',
    },
  ],
};

/** It names every agreement that does not fit. */
const statementCharsMax = agreementsMax * 66;

const agreementArithmetic = z.object({
  agreementId,
  wwsfId,
  version,
  status: z.enum(['active', 'suspended']),
  securityLifetimeSeconds: positiveSeconds,
  quarantineSeconds: seconds,
  minTokenLifetimeSeconds: seconds,
  tokenLifetimeSeconds: z
    .int()
    .min(-sumOfSecondsMax)
    .max(secondsMax)
    .meta({ description: 'The token lifetime that the security lifetime leaves' }),
  outlivingSeconds: seconds.meta({
    description:
      "How long a registration can outlive its token: R_max, or the registrar's minimum if the token caps it",
  }),
  guardSeconds: sumOfSeconds,
  minimumSecurityLifetimeSeconds: sumOfSeconds,
  largestMaxRegistrationSeconds: z
    .int()
    .min(-sumOfSecondsMax)
    .max(secondsMax)
    .nullable()
    .meta({ description: 'The largest R_max that would fit; null if the token caps registrations' }),
  fits: z.boolean(),
  arithmetic: sentence.meta({ examples: ['L - R - G = 3600 - 600 - 318 = 2682'] }),
});

/** `GET /v1/operators/{operatorId}/feasibility` */
export const feasibilityAnswer = operatorTerms
  .omit({ indications: true, realms: true, numberPrefixes: true })
  .extend({
    fitsAll: z.boolean().meta({ description: 'Whether the R_max leaves every agreement a usable token' }),
    statement: z
      .string()
      .max(statementCharsMax)
      .meta({ examples: ['One R_max of 600 s fits all agreements (2)'] }),
    agreements: z.array(agreementArithmetic).max(agreementsMax),
  })
  .meta({ id: 'Feasibility', examples: [example] });

/** The profile, the arithmetic of every agreement with it, and a sentence whether its R_max fits them all. */
export function feasibilityBodyOf(
  profile: OperatorProfile,
  agreements: readonly Agreement[],
  warnings: readonly TermsWarning[],
): AnswerType<typeof feasibilityAnswer> {
  const arithmetics = agreements.map((agreement) => arithmeticOf(agreement, profile));
  const { operatorId, version, maxRegistrationSeconds, registrationModel, minRegistrationSeconds = 0, guard } = profile;
  const misfits = arithmetics.filter(({ fits }) => !fits).map(({ agreement }) => agreement.agreementId);
  return {
    operatorId,
    version,
    maxRegistrationSeconds,
    registrationModel,
    minRegistrationSeconds,
    guard,
    guardSeconds: guardSeconds(guard),
    warnings,
    fitsAll: misfits.length === 0,
    statement: statementOf(profile, agreements.length, misfits),
    agreements: arithmetics.map(arithmeticBodyOf),
  };
}

function statementOf(profile: OperatorProfile, count: number, misfits: readonly string[]): string {
  const rMax = `One R_max of ${String(profile.maxRegistrationSeconds)} s`;
  if (misfits.length === 0) return `${rMax} fits all agreements (${String(count)})`;
  return `${rMax} does not fit ${String(misfits.length)} of ${String(count)} agreements: ${misfits.join(', ')}`;
}

function arithmeticBodyOf({ agreement, ...seconds }: AgreementArithmetic): AnswerType<typeof agreementArithmetic> {
  const terms = [agreement.securityLifetimeSeconds, seconds.outlivingSeconds, seconds.guardSeconds].map(String);
  return {
    agreementId: agreement.agreementId,
    wwsfId: agreement.wwsfId,
    version: agreement.version,
    status: agreement.status,
    securityLifetimeSeconds: agreement.securityLifetimeSeconds,
    quarantineSeconds: agreement.quarantineSeconds,
    minTokenLifetimeSeconds: agreement.minTokenLifetimeSeconds,
    ...seconds,
    arithmetic: `L - R - G = ${terms.join(' - ')} = ${String(seconds.tokenLifetimeSeconds)}`,
  };
}
