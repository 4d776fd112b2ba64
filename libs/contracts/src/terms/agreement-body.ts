import type { Agreement, OperatorProfile } from '@allocator/domain';
import { isFeasible, tokenLifetimeSeconds } from '@allocator/domain';
import { z } from 'zod';
import type { AnswerType } from '../values/answer-type.js';
import { agreementId, operatorId, positiveSeconds, seconds, version, wwsfId } from '../values/ids.js';

/** An agreement as its answer shows it. */
export const agreementExample = {
  operatorId: 'op-a',
  wwsfId: 'wwsf-a',
  securityLifetimeSeconds: 3600,
  quarantineSeconds: 60,
  minTokenLifetimeSeconds: 60,
  status: 'active',
  agreementId: 'agreement-a',
  version: 1,
  tokenLifetimeSeconds: 2682,
  feasible: true,
};

/** `PUT /v1/agreements/{agreementId}` */
export const agreementBody = z
  .strictObject({
    operatorId,
    wwsfId,
    securityLifetimeSeconds: positiveSeconds.meta({
      description: 'L: how long an identity belongs to one holder',
      examples: [3600],
    }),
    quarantineSeconds: seconds.meta({
      description: 'Q: idle time after L before another holder can have the identity',
      examples: [60],
    }),
    minTokenLifetimeSeconds: seconds.meta({
      description: 'Shortest usable token lifetime',
      examples: [60],
    }),
    status: z.enum(['active', 'suspended']).meta({ examples: ['active'] }),
  })
  .meta({ id: 'Agreement' });

export const agreementAnswer = agreementBody
  .extend({
    agreementId,
    version,
    tokenLifetimeSeconds: seconds.meta({
      description: 'The token lifetime that the security lifetime leaves; 0 if none',
    }),
    feasible: z
      .boolean()
      .meta({ description: 'Whether that is a usable token. If not, nothing is assigned or prolonged' }),
  })
  .meta({ id: 'AgreementAnswer', examples: [agreementExample] });

export function agreementBodyOf(agreement: Agreement, profile: OperatorProfile): AnswerType<typeof agreementAnswer> {
  return {
    ...agreement,
    tokenLifetimeSeconds: Math.max(0, tokenLifetimeSeconds(agreement.securityLifetimeSeconds, profile)),
    feasible: isFeasible(agreement, profile),
  };
}
