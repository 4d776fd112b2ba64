import type { Instant, PoolId } from '@allocator/domain';
import type { AllocationQueries } from '../ports/allocation-queries.js';
import type { AnalyticsMinute, AnalyticsQueries, ReuseBucket } from '../ports/analytics-queries.js';
import type { MinuteSums } from './minute-sums.js';
import { minuteSums } from './minute-sums.js';

const minuteMs = 60_000;

/** The use of a pool in a span of time. Shares and means are null where there is nothing to divide by. */
export interface PoolAnalytics {
  readonly poolId: PoolId;
  readonly from: Instant;
  /** The end of the span; the end of the last minute if there are more minutes than were requested. */
  readonly until: Instant;
  /** The pool's identities now. */
  readonly identities: number;
  readonly sums: MinuteSums;
  /** The minute with most open leases; null if nothing happened. */
  readonly peak: { readonly minute: Instant; readonly leased: number; readonly utilisation: number } | null;
  /** Share of the assignments that are to anonymous subjects, 0 to 1. */
  readonly anonymousShare: number | null;
  /** Hints per ended lease. */
  readonly hintedShare: number | null;
  /** From a hint to the bound. */
  readonly meanWasteSeconds: number | null;
  readonly reuse: readonly ReuseBucket[];
  /** Minutes in which something happened, oldest first. */
  readonly minutes: readonly AnalyticsMinute[];
}

/** Reads how a pool was used: by the minute, in sum, and at its peak. */
export class ReadPoolAnalytics {
  constructor(
    private readonly queries: Pick<AllocationQueries, 'availability'>,
    private readonly analytics: Pick<AnalyticsQueries, 'minutes' | 'reuse'>,
  ) {}

  /** Undefined if there is no such pool. @param limit minutes at most */
  async read(poolId: PoolId, from: Instant, until: Instant, limit: number): Promise<PoolAnalytics | undefined> {
    const availability = await this.queries.availability(poolId);
    if (availability === undefined) return undefined;
    const minutes = await this.analytics.minutes(poolId, from, until, limit);
    const sums = minuteSums(minutes);
    const end = minutes.length === limit ? endOf(minutes, until) : until;
    return {
      poolId,
      from,
      until: end,
      identities: availability.total,
      sums,
      peak: peakOf(minutes, availability.total),
      anonymousShare: ratio(sums.anonymous, sums.assigned),
      hintedShare: ratio(sums.hinted, sums.ended),
      meanWasteSeconds: ratio(sums.wastedSeconds, sums.hinted),
      reuse: await this.analytics.reuse(poolId, from, end),
      minutes,
    };
  }
}

function endOf(minutes: readonly AnalyticsMinute[], until: Instant): Instant {
  return ((minutes.at(-1)?.minute ?? until) + minuteMs) as Instant;
}

function peakOf(minutes: readonly AnalyticsMinute[], identities: number): PoolAnalytics['peak'] {
  const [first, ...others] = minutes;
  if (first === undefined) return null;
  const { minute, leased } = others.reduce((peak, each) => (each.leased > peak.leased ? each : peak), first);
  return { minute, leased, utilisation: identities === 0 ? 0 : leased / identities };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
