import { z } from 'zod';

/** What a line shows of an event document. */
const shown = z.looseObject({
  id: z.string(),
  type: z.string(),
  subject: z.string(),
  time: z.string(),
  data: z.looseObject({
    poolId: z.string().nullish(),
    generation: z.number().nullish(),
    reassignableAt: z.string().nullish(),
    reason: z.string().nullish(),
    count: z.number().nullish(),
  }),
});

const widths = { id: 10, type: 18 };

/** An event on one line: time, id, type, whom it concerns, and what is particular to it. */
export function eventLine(document: string): string {
  const { id, type, subject, time, data } = shown.parse(JSON.parse(document));
  const { poolId, generation, reassignableAt, reason, count } = data;
  const particular = Object.entries({ pool: poolId, generation, reassignableAt, reason, count })
    .filter(([, value]) => value !== undefined && value !== null && value !== subject)
    .map(([name, value]) => `${name}=${String(value)}`);
  return [time, id.padEnd(widths.id), type.padEnd(widths.type), subject, ...particular].join('  ');
}
