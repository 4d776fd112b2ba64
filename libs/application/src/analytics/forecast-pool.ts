import type { Forecast, Instant, PoolId, PoolToForecast } from '@allocator/domain';
import { forecast } from '@allocator/domain';
import type { AllocationQueries } from '../ports/allocation-queries.js';
import type { AnalyticsQueries } from '../ports/analytics-queries.js';
import { minuteSums } from './minute-sums.js';

/** The demand that a forecast is based on: that of the last hour. */
const demandSeconds = 3_600;
const minutesOfDemandMax = 61;

export interface ForecastOfPool {
  readonly pool: PoolToForecast;
  readonly forecast: Forecast;
}

/** Forecasts a pool's use from its demand in the last hour. */
export class ForecastPool {
  constructor(
    private readonly queries: Pick<AllocationQueries, 'pool' | 'availability'>,
    private readonly analytics: Pick<AnalyticsQueries, 'minutes'>,
  ) {}

  /** Undefined if there is no such pool. @param refusalShare of arrivals that may be refused, above 0, to 1 */
  async forecast(poolId: PoolId, refusalShare: number, now: Instant): Promise<ForecastOfPool | undefined> {
    const [terms, availability] = await Promise.all([this.queries.pool(poolId), this.queries.availability(poolId)]);
    if (terms === undefined || availability === undefined) return undefined;
    const from = (now - demandSeconds * 1_000) as Instant;
    const minutes = await this.analytics.minutes(poolId, from, (now + 1) as Instant, minutesOfDemandMax);
    const { securityLifetimeSeconds, quarantineSeconds } = terms;
    const pool = {
      identities: availability.total - availability.suspended,
      assignable: availability.assignable,
      securityLifetimeSeconds,
      quarantineSeconds,
    };
    return { pool, forecast: forecast({ seconds: demandSeconds, ...minuteSums(minutes) }, pool, refusalShare) };
  }
}
