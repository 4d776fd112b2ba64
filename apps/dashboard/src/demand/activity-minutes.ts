import type { AnswerType, activityAnswer } from '@allocator/contracts';

type Activity = AnswerType<typeof activityAnswer>;
export type ActivityMinute = Activity['minutes'][number];

const minuteMs = 60_000;

/**
 * Every minute that is over at `untilMs`, oldest first: the service lists only minutes in which something happened. The one that has
 * begun is left out: in a plot it would look like a fall.
 * @param count number of minutes
 */
export function activityMinutes(
  listed: readonly ActivityMinute[],
  untilMs: number,
  count: number,
): readonly ActivityMinute[] {
  const known = new Map(listed.map((minute) => [Date.parse(minute.minute), minute]));
  const last = (Math.floor(untilMs / minuteMs) - 1) * minuteMs;
  return Array.from({ length: count }, (_, index) => {
    const startMs = last - (count - 1 - index) * minuteMs;
    const minute = new Date(startMs).toISOString();
    return known.get(startMs) ?? { minute, assigned: 0, released: 0, expired: 0, refused: 0 };
  });
}
