import type { ForecastOfPool, PoolAnalytics } from '@allocator/application';
import {
  activityAnswer,
  activityQuery,
  analyticsAnswer,
  analyticsQuery,
  forecastAnswer,
  forecastQuery,
  minutesCsv,
  poolId,
} from '@allocator/contracts';
import type { AnswerType } from '@allocator/contracts';
import type { PoolId } from '@allocator/domain';
import { toIso } from '@allocator/domain';
import { Controller, Get, Headers, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Access } from '../../http/access/access.js';
import type { Caller } from '../../http/access/caller.js';
import { forecastReaders } from '../../http/access/caller.js';
import { CurrentCaller } from '../../http/access/current-caller.js';
import { Limits } from '../../http/limits/limits.js';
import { Describe } from '../../http/openapi/describe.js';
import { openApiExample, openApiSchema } from '../../http/openapi/openapi-schema.js';
import { ValidParam, ValidQuery } from '../../http/requests/valid-body.js';
import { ActivityQuery } from './activity-query.handler.js';
import { AnalyticsQuery } from './analytics-query.handler.js';
import { ForecastQuery } from './forecast-query.handler.js';

type Analytics = AnswerType<typeof analyticsAnswer>;

const csv = 'text/csv';
const analyticsContent = {
  'application/json': { schema: openApiSchema(analyticsAnswer), example: openApiExample(analyticsAnswer) },
  [csv]: { schema: { type: 'string' }, example: minutesCsv((openApiExample(analyticsAnswer) as Analytics).minutes) },
};

/** Read models that the projector keeps: they can be a little behind the events. */
@Controller('v1')
export class AnalyticsController {
  constructor(private readonly queries: QueryBus) {}

  @Get('pools/:poolId/activity')
  @Access('wwsf', 'ims-operator', 'ep-cscf', 'auditor', 'analyst')
  @Limits({ budget: 'history' })
  @ApiTags('pools')
  @Describe({
    summary: 'Activity in the pool by minute; the last hour by default',
    query: activityQuery,
    answers: { 200: { description: 'Minutes in which something happened', schema: activityAnswer } },
    problems: ['pool-not-found'],
  })
  async getActivity(
    @CurrentCaller() caller: Caller,
    @ValidParam('poolId', poolId) pool: PoolId,
    @ValidQuery(activityQuery) query: z.infer<typeof activityQuery>,
  ): Promise<AnswerType<typeof activityAnswer>> {
    const minutes = await this.queries.execute(new ActivityQuery(caller, pool, query));
    return { poolId: pool, minutes: minutes.map((counted) => ({ ...counted, minute: toIso(counted.minute) })) };
  }

  @Get('analytics/pools/:poolId')
  @Access('wwsf', 'ims-operator', 'auditor', 'analyst')
  @Limits({ budget: 'history' })
  @ApiTags('analytics')
  @Describe({
    summary: "A pool's use by minute, its peak, its waste, and how soon identities are assigned again",
    description: 'The last day by default. With `Accept: text/csv` only the minutes, as CSV.',
    query: analyticsQuery,
    answers: { 200: { description: 'Minutes in which something happened, and their sums', content: analyticsContent } },
    problems: ['pool-not-found'],
  })
  async getAnalytics(
    @CurrentCaller() caller: Caller,
    @ValidParam('poolId', poolId) pool: PoolId,
    @ValidQuery(analyticsQuery) query: z.infer<typeof analyticsQuery>,
    @Headers('accept') accepted: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Analytics | string> {
    const body = analyticsBody(await this.queries.execute(new AnalyticsQuery(caller, pool, query)));
    if (accepted?.includes(csv) !== true) return body;
    void reply.type(csv);
    return minutesCsv(body.minutes);
  }

  @Get('analytics/pools/:poolId/forecast')
  @Access(...forecastReaders)
  @Limits({ budget: 'history' })
  @ApiTags('analytics')
  @Describe({
    summary: 'Forecast of the pool at the present rate, with the size or lifetime that would suffice',
    description: 'From the last hour, by Erlang B: arrivals are independent, and a refused client does not return.',
    query: forecastQuery,
    answers: { 200: { description: 'The forecast, and advice', schema: forecastAnswer } },
    problems: ['pool-not-found'],
  })
  async getForecast(
    @CurrentCaller() caller: Caller,
    @ValidParam('poolId', poolId) pool: PoolId,
    @ValidQuery(forecastQuery) { refusalPercent }: z.infer<typeof forecastQuery>,
  ): Promise<AnswerType<typeof forecastAnswer>> {
    const found = await this.queries.execute(new ForecastQuery(caller, pool, refusalPercent));
    return { poolId: pool, refusalPercent, ...forecastBody(found) };
  }
}

function analyticsBody({ from, until, peak, reuse, minutes, ...analytics }: PoolAnalytics): Analytics {
  return {
    ...analytics,
    from: toIso(from),
    until: toIso(until),
    peak: peak && { ...peak, minute: toIso(peak.minute) },
    reuse: [...reuse],
    minutes: minutes.map((minute) => ({ ...minute, minute: toIso(minute.minute) })),
  };
}

function forecastBody({ pool, forecast: { identitiesNeeded, securityLifetimeSeconds, ...forecast } }: ForecastOfPool) {
  return { ...pool, ...forecast, advice: { identitiesNeeded, securityLifetimeSeconds } };
}
