import { z } from 'zod';
import { agreementId, operatorId, wwsfId } from '../values/ids.js';
import { page, pageLimit } from '../values/page.js';
import { agreementAnswer, agreementExample } from './agreement-body.js';

/** `GET /v1/agreements` */
export const agreementsQuery = z.strictObject({
  operatorId: operatorId.optional().meta({ description: 'Only agreements of this operator', examples: ['op-a'] }),
  wwsfId: wwsfId.optional().meta({ description: 'Only agreements of this WWSF', examples: ['wwsf-a'] }),
  after: agreementId.optional().meta({ description: 'Id after which the page begins', examples: ['agreement-a'] }),
  limit: pageLimit,
});

export const agreementsAnswer = page(agreementAnswer, agreementId).meta({
  id: 'Agreements',
  examples: [{ items: [agreementExample], next: null }],
});
