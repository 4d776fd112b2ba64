import type { AllocationQueries, AnalyticsMinute, AnalyticsQueries, Availability } from '@allocator/application';
import type { analyticsAnswer, forecastAnswer } from '@allocator/contracts';
import type { Forecast, Instant, PoolId } from '@allocator/domain';
import { forecast, toIso } from '@allocator/domain';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { z } from 'zod';
import { PostgresAnalyticsQueries, PostgresQueries } from '@allocator/postgres';

type Analytics = z.infer<typeof analyticsAnswer>;
type ForecastBody = z.infer<typeof forecastAnswer>;

/** What a forecast looks back on. */
const demandSeconds = 3_600;
const minutesOfDemand = 61;
const minuteMs = 60_000;

/** Undefined where there is no such pool. */
export class PoolAnalyticsQuery extends Query<Analytics | undefined> {
  constructor(
    readonly poolId: PoolId,
    readonly from: Instant,
    readonly until: Instant,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(PoolAnalyticsQuery)
export class PoolAnalyticsQueryHandler implements IQueryHandler<PoolAnalyticsQuery> {
  constructor(
    @Inject(PostgresQueries) private readonly queries: AllocationQueries,
    @Inject(PostgresAnalyticsQueries) private readonly analytics: AnalyticsQueries,
  ) {}

  async execute({ poolId, from, until, limit }: PoolAnalyticsQuery): Promise<Analytics | undefined> {
    const availability = await this.queries.availability(poolId);
    if (availability === undefined) return undefined;
    const minutes = await this.analytics.minutes(poolId, from, until, limit);
    const sums = sumsOf(minutes);
    // Where there were more minutes than are told, everything is about those that are.
    const end = minutes.length === limit ? endOf(minutes, until) : until;
    return {
      ...{ poolId, from: toIso(from), until: toIso(end), identities: availability.total, sums },
      peak: peakOf(minutes, availability),
      anonymousShare: share(sums.anonymous, sums.assigned),
      hintedShare: share(sums.hinted, sums.ended),
      meanWasteSeconds: share(sums.wastedSeconds, sums.hinted),
      reuse: [...(await this.analytics.reuse(poolId, from, end))],
      minutes: minutes.map((minute) => ({ ...minute, minute: toIso(minute.minute) })),
    };
  }
}

/** Undefined where there is no such pool. */
export class ForecastQuery extends Query<ForecastBody | undefined> {
  constructor(
    readonly poolId: PoolId,
    readonly refusalPercent: number,
    readonly now: Instant,
  ) {
    super();
  }
}

@QueryHandler(ForecastQuery)
export class ForecastQueryHandler implements IQueryHandler<ForecastQuery> {
  constructor(
    @Inject(PostgresQueries) private readonly queries: AllocationQueries,
    @Inject(PostgresAnalyticsQueries) private readonly analytics: AnalyticsQueries,
  ) {}

  async execute({ poolId, refusalPercent, now }: ForecastQuery): Promise<ForecastBody | undefined> {
    const [terms, availability] = await Promise.all([this.queries.pool(poolId), this.queries.availability(poolId)]);
    if (terms === undefined || availability === undefined) return undefined;
    const from = (now - demandSeconds * 1_000) as Instant;
    const minutes = await this.analytics.minutes(poolId, from, (now + 1) as Instant, minutesOfDemand);
    const { securityLifetimeSeconds, quarantineSeconds } = terms;
    const pool = {
      identities: availability.total - availability.suspended,
      assignable: availability.assignable,
      ...{ securityLifetimeSeconds, quarantineSeconds },
    };
    const told = forecast({ seconds: demandSeconds, ...sumsOf(minutes) }, pool, refusalPercent / 100);
    return { poolId, ...pool, refusalPercent, ...bodyOf(told) };
  }
}

function bodyOf({ identitiesNeeded, securityLifetimeSeconds, ...told }: Forecast) {
  return { ...told, advice: { identitiesNeeded, securityLifetimeSeconds } };
}

function endOf(minutes: readonly AnalyticsMinute[], until: Instant): Instant {
  return ((minutes.at(-1)?.minute ?? until) + minuteMs) as Instant;
}

type Sums = Omit<AnalyticsMinute, 'minute' | 'leased'>;

function sumsOf(minutes: readonly AnalyticsMinute[]): Sums {
  const sum = (name: keyof Sums): number => minutes.reduce((all, minute) => all + minute[name], 0);
  return {
    ...{ assigned: sum('assigned'), anonymous: sum('anonymous'), refused: sum('refused'), released: sum('released') },
    ...{ expired: sum('expired'), ended: sum('ended'), hinted: sum('hinted'), indicated: sum('indicated') },
    wastedSeconds: sum('wastedSeconds'),
  };
}

function peakOf(minutes: readonly AnalyticsMinute[], { total }: Availability): Analytics['peak'] {
  const [first, ...others] = minutes;
  if (first === undefined) return null;
  const { minute, leased } = others.reduce((peak, each) => (each.leased > peak.leased ? each : peak), first);
  return { minute: toIso(minute), leased, utilisation: total === 0 ? 0 : leased / total };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
