import { z } from 'zod';
import { assignedEventExample } from '../events/assigned-event-example.js';
import { exampleLease } from '../values/example-lease.js';
import { impiText, poolId } from '../values/ids.js';
import { laneNumber, lanePosition, positionAfter, time } from '../values/whole.js';
import { storedDocument } from './holders-answer.js';
import { auditLimit, auditLimitMax, readingReason } from './reading-reason.js';

/** `GET /v1/audit/identities/{impi}/timeline` */
export const timelineQuery = z.strictObject({
  from: time('2026-01-01T09:00:00.000Z').optional().meta({ description: 'Events recorded from here on' }),
  to: time('2026-01-01T10:00:00.000Z').optional().meta({ description: 'Events recorded up to here' }),
  after: positionAfter,
  limit: auditLimit,
  reason: readingReason,
});

const example = {
  poolId: exampleLease.identity.poolId,
  impi: exampleLease.identity.impi,
  lane: 6,
  events: [assignedEventExample],
  next: null,
};

export const timelineAnswer = z
  .object({
    poolId,
    impi: impiText,
    lane: laneNumber,
    events: z.array(storedDocument).max(auditLimitMax),
    next: lanePosition.nullable().meta({ description: '`after` of the next page; null on the last page' }),
  })
  .meta({ id: 'Timeline', examples: [example] });
