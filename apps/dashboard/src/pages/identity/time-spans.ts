const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How far back a timeline is read. */
export const timeSpans = [
  { key: 'day', title: 'the last 24 hours', ms: dayMs },
  { key: 'week', title: 'the last 7 days', ms: 7 * dayMs },
  { key: 'month', title: 'the last 30 days', ms: 30 * dayMs },
  { key: 'all', title: 'its whole life', ms: undefined },
] as const;

export type TimeSpanKey = (typeof timeSpans)[number]['key'];

/** Where a span begins; undefined: with the first event. */
export function beginOf(key: TimeSpanKey, now: number): string | undefined {
  const ms = timeSpans.find((span) => span.key === key)?.ms;
  return ms === undefined ? undefined : new Date(now - ms).toISOString();
}
