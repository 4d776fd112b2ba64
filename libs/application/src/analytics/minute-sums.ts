import type { AnalyticsMinute } from '../ports/analytics-queries.js';

/** What happened in several minutes together. */
export type MinuteSums = Omit<AnalyticsMinute, 'minute' | 'leased'>;

export function minuteSums(minutes: readonly AnalyticsMinute[]): MinuteSums {
  const sum = (name: keyof MinuteSums): number => minutes.reduce((all, minute) => all + minute[name], 0);
  return {
    assigned: sum('assigned'),
    anonymous: sum('anonymous'),
    refused: sum('refused'),
    released: sum('released'),
    expired: sum('expired'),
    ended: sum('ended'),
    hinted: sum('hinted'),
    indicated: sum('indicated'),
    wastedSeconds: sum('wastedSeconds'),
  };
}
