import type { IndicationAnswer as Answer } from '@allocator/domain';
import { indicationIgnoredReasons } from '@allocator/domain';
import { z } from 'zod';
import type { AnswerType } from '../values/answer-type.js';
import { exampleLease } from '../values/example-lease.js';
import { instant } from '../values/ids.js';
import { isoOrNull } from '../values/iso-or-null.js';

const example = { effect: 'reassignable', reason: 'token-refused', reassignableAt: exampleLease.assignedAt };

/** `POST /v1/indications` */
export const indicationAnswer = z
  .object({
    effect: z.enum(['reassignable', 'ignored']).meta({ description: 'ignored: nothing has changed' }),
    reason: z
      .enum(['token-refused', 'token-dead', ...indicationIgnoredReasons])
      .meta({ description: 'The first two free the identity now; all others are reasons of `ignored`' }),
    reassignableAt: instant.nullable(),
  })
  .meta({ id: 'IndicationAnswer', examples: [example] });

export type IndicationAnswer = AnswerType<typeof indicationAnswer>;

export function indicationBodyOf({ effect, reason, reassignableAt }: Answer): IndicationAnswer {
  return { effect, reason, reassignableAt: isoOrNull(reassignableAt) };
}
