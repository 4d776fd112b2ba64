import { z } from 'zod';
import { operatorId } from '../values/ids.js';
import { page, pageLimit } from '../values/page.js';
import { operatorAnswer, operatorExample } from './operator-answer.js';

/** `GET /v1/operators` */
export const operatorsQuery = z.strictObject({
  after: operatorId.optional().meta({ description: 'Id after which the page begins', examples: ['op-a'] }),
  limit: pageLimit,
});

export const operatorsAnswer = page(operatorAnswer, operatorId).meta({
  id: 'Operators',
  examples: [{ items: [operatorExample], next: null }],
});
