import { describe, expect, it } from '@jest/globals';
import type { Instant, PoolId } from '@allocator/domain';
import type { AnalyticsMinute, Availability } from '../src/index.js';
import { ForecastPool, ReadPoolAnalytics } from '../src/index.js';

const poolId = 'pool-a' as PoolId;
const minuteMs = 60_000;
const at = (minute: number): Instant => (minute * minuteMs) as Instant;

const nothing: AnalyticsMinute = {
  minute: at(0),
  assigned: 0,
  anonymous: 0,
  released: 0,
  expired: 0,
  refused: 0,
  ended: 0,
  hinted: 0,
  indicated: 0,
  wastedSeconds: 0,
  leased: 0,
};

function analyticsOf(minutes: readonly AnalyticsMinute[], total = 10) {
  const availability = { total, assignable: 4, suspended: 2 } as Availability;
  const terms = { securityLifetimeSeconds: 3_600, quarantineSeconds: 60 };
  const queries = {
    availability: (asked: PoolId) => Promise.resolve(asked === poolId ? availability : undefined),
    pool: (asked: PoolId) => Promise.resolve(asked === poolId ? (terms as never) : undefined),
  };
  const reads: [from: Instant, until: Instant][] = [];
  const analytics = {
    minutes: (_pool: PoolId, from: Instant, until: Instant, limit: number) =>
      Promise.resolve(minutes.filter(({ minute }) => minute >= from && minute < until).slice(0, limit)),
    reuse: (_pool: PoolId, from: Instant, until: Instant) => {
      reads.push([from, until]);
      return Promise.resolve([]);
    },
  };
  return {
    reads,
    read: new ReadPoolAnalytics(queries, analytics),
    forecast: new ForecastPool(queries, analytics),
  };
}

describe('the analytics of a pool', () => {
  it('sum up the minutes, and name the first minute with most open leases as the peak', async () => {
    const { read } = analyticsOf([
      { ...nothing, minute: at(1), assigned: 3, anonymous: 1, leased: 3 },
      { ...nothing, minute: at(2), assigned: 1, hinted: 2, wastedSeconds: 90, ended: 4, leased: 5 },
      { ...nothing, minute: at(3), leased: 5 },
    ]);
    expect(await read.read(poolId, at(0), at(9), 10)).toMatchObject({
      from: at(0),
      until: at(9),
      identities: 10,
      sums: { assigned: 4, anonymous: 1, hinted: 2, ended: 4, wastedSeconds: 90 },
      peak: { minute: at(2), leased: 5, utilisation: 0.5 },
      anonymousShare: 0.25,
      hintedShare: 0.5,
      meanWasteSeconds: 45,
    });
  });

  it('end with the last minute if there are more than the limit: the sums and the reuse cover the same span', async () => {
    const { read, reads } = analyticsOf([1, 2, 3].map((n) => ({ ...nothing, minute: at(n), assigned: n })));
    expect(await read.read(poolId, at(0), at(9), 2)).toMatchObject({ until: at(3), sums: { assigned: 3 } });
    expect(reads).toEqual([[at(0), at(3)]]);
  });

  it('have no shares, no mean and no peak where nothing happened', async () => {
    const { read } = analyticsOf([]);
    expect(await read.read(poolId, at(0), at(9), 10)).toMatchObject({
      peak: null,
      anonymousShare: null,
      hintedShare: null,
      meanWasteSeconds: null,
    });
  });

  it('have a peak without utilisation in an empty pool', async () => {
    const { read } = analyticsOf([{ ...nothing, minute: at(1), leased: 0 }], 0);
    expect(await read.read(poolId, at(0), at(9), 10)).toMatchObject({ peak: { utilisation: 0 } });
  });

  it('do not exist for an unknown pool', async () => {
    const { read, forecast } = analyticsOf([]);
    expect(await read.read('other' as PoolId, at(0), at(9), 10)).toBeUndefined();
    expect(await forecast.forecast('other' as PoolId, 0.01, at(0))).toBeUndefined();
  });
});

describe('the forecast of a pool', () => {
  it('counts the arrivals of the last hour, and the identities that are not suspended', async () => {
    const { forecast } = analyticsOf([
      { ...nothing, minute: at(0), assigned: 100 },
      { ...nothing, minute: at(1), assigned: 20, refused: 5 },
      { ...nothing, minute: at(60), assigned: 5 },
    ]);
    expect(await forecast.forecast(poolId, 0.01, at(61))).toMatchObject({
      pool: { identities: 8, assignable: 4, securityLifetimeSeconds: 3_600, quarantineSeconds: 60 },
      forecast: { arrivalsPerHour: 30 },
    });
  });
});
