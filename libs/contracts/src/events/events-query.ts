import type { Lane, Position } from '@allocator/domain';
import { parseEventId } from '@allocator/domain';
import { z } from 'zod';
import { lanesMax, whole } from '../values/whole.js';

/** Events in one answer at most. A longer read continues after its last position, or follows. */
export const eventsMax = 100_000;
const eventsDefault = 1_000;

/** Where a reader starts: after a position, after an event, or at the end. */
const start = z
  .string()
  .max(21)
  .regex(/^(latest|\d{1,15}|(0|[1-9]\d{0,4})-[1-9]\d{0,14})$/, 'is a position, the id of an event, or `latest`')
  .meta({ examples: ['41'] });

/** `GET /v1/events` */
export const eventsParameters = z.strictObject({
  lane: whole(0, lanesMax - 1, {
    description: 'Lane, from 0; the number of lanes depends on the installation. Absent: all lanes, each in its order',
    examples: [6],
  })
    .transform((lane) => lane as Lane)
    .optional(),
  after: z
    .union([start, z.array(start).min(1).max(lanesMax)])
    .optional()
    .meta({
      description:
        'Where to start: a position of `lane`, or ids of events (`<lane>-<position>`), one for each lane; `latest`: only events from now on. ' +
        'Lanes that no id names start at the beginning, or with `latest` at their end',
      examples: ['41'],
    }),
  limit: whole(1, eventsMax, {
    description: 'Maximum number of events; a follower has no limit',
    examples: [10],
  }).default(eventsDefault),
  follow: z
    .enum(['false', 'true'])
    .meta({ description: 'Whether to stay open and send new events as they are recorded' })
    .transform((text) => text === 'true')
    .default(false),
});

/** Where a reader starts in each lane. */
export interface EventsStart {
  /** Undefined: all lanes. */
  readonly lane: Lane | undefined;
  /** The positions after which it starts. */
  readonly after: ReadonlyMap<Lane, Position | 0>;
  /** Where it starts in the other lanes. */
  readonly otherwise: 'beginning' | 'latest';
}

/** The same, with the start of each lane. */
export const eventsQuery = eventsParameters.transform(
  ({ lane, after = [], ...query }, context): typeof query & { readonly start: EventsStart } => {
    const given = typeof after === 'string' ? [after] : after;
    const positions = new Map<Lane, Position | 0>();
    for (const text of given) {
      if (text === 'latest') continue;
      const place = parseEventId(text) ?? { lane, position: Number(text) as Position | 0 };
      const fault = faultOf(place.lane, lane, positions);
      if (fault !== undefined) context.addIssue({ code: 'custom', path: ['after'], message: fault });
      else if (place.lane !== undefined) positions.set(place.lane, place.position);
    }
    const otherwise = given.includes('latest') ? 'latest' : 'beginning';
    return { ...query, start: { lane, after: positions, otherwise } };
  },
);

function faultOf(
  named: Lane | undefined,
  wanted: Lane | undefined,
  before: ReadonlyMap<Lane, unknown>,
): string | undefined {
  if (named === undefined) return 'a position needs `lane`: without it, name events by their ids';
  if (wanted !== undefined && named !== wanted) return `must be of lane ${String(wanted)}`;
  return before.has(named) ? 'names a lane twice' : undefined;
}
