import { impiAlias, isFault, readImpu } from '@allocator/domain';
import { z } from 'zod';
import { impi } from '../values/ids.js';
import { time } from '../values/whole.js';
import { readingReason } from './reading-reason.js';

/** Any spelling of an IMPU, including those that an import no longer accepts. The result is its alias, the same for all spellings. */
const impuAlias = z
  .string()
  .max(255)
  .meta({ description: 'Any of its IMPUs, in any spelling', examples: ['sip:web-000417@wrtc.op-a.example'] })
  .transform((text, context): string => {
    const read = readImpu(text);
    if (!isFault(read)) return read.alias;
    context.addIssue({ code: 'custom', message: read.detail });
    return z.NEVER;
  });

/** `GET /v1/audit/holders` */
export const holdersParameters = z.strictObject({
  impi: impi.optional().meta({ description: 'The IMPI; alternative to impu' }),
  impu: impuAlias.optional(),
  at: time('2026-01-01T09:30:00.000Z').optional().meta({ description: 'When the identity was held; default: now' }),
  knownAt: time('2026-01-01T09:30:00.000Z').optional().meta({
    description: 'Answers from the events that were recorded up to then; default: all events',
  }),
  reason: readingReason,
});

/** The same, with the alias instead of impi or impu. */
export const holdersQuery = holdersParameters.transform(
  ({ impi, impu, ...query }, context): typeof query & { readonly alias: string } => {
    const alias = impi === undefined ? impu : impiAlias(impi);
    if (alias !== undefined && (impi === undefined || impu === undefined)) return { ...query, alias };
    context.addIssue({ code: 'custom', message: 'takes either impi or impu' });
    return z.NEVER;
  },
);
