import {
  analyticsAnswer,
  analyticsQuery,
  forecastAnswer,
  forecastQuery,
  minutesCsv,
  poolId,
} from '@allocator/contracts';
import type { Instant, PoolId } from '@allocator/domain';
import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Caller } from '../../http/access/caller.js';
import { Tenancy } from '../../http/access/tenancy.js';
import { Who } from '../../http/access/who.js';
import { openApiExample, openApiSchema } from '../../http/openapi/openapi-schema.js';
import { Describe } from '../../http/openapi/describe.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { ForecastQuery, PoolAnalyticsQuery } from './analytics.js';
import { Validated } from '../../http/requests/validated.js';

const spanMsDefault = 24 * 60 * 60 * 1_000;
const minuteMs = 60_000;
const csv = 'text/csv';

const analyticsContent = {
  'application/json': { schema: openApiSchema(analyticsAnswer), example: openApiExample(analyticsAnswer) },
  [csv]: {
    schema: { type: 'string' },
    example: minutesCsv((openApiExample(analyticsAnswer) as z.infer<typeof analyticsAnswer>).minutes),
  },
};

/** What analysts ask of the stream: read models that the projector keeps, a little behind it. */
@ApiTags('analytics')
@Controller('v1/analytics/pools/:poolId')
export class AnalyticsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly tenancy: Tenancy,
  ) {}

  @Get()
  @Describe({
    summary: "A pool's use by the minute, its peak, its waste, and how soon identities are lent again",
    description: 'The last day unless from and until say otherwise. With `Accept: text/csv` the minutes alone, as CSV.',
    query: analyticsQuery,
    answers: {
      200: { description: 'Minutes in which something happened, and what they sum up to', content: analyticsContent },
    },
    problems: ['pool-not-found'],
  })
  async readAnalytics(
    @Who() caller: Caller,
    @Param('poolId', new Validated(poolId, 'path')) pool: PoolId,
    @Query(new Validated(analyticsQuery, 'query')) query: z.infer<typeof analyticsQuery>,
    @Headers('accept') accepted: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | string> {
    if (!(await this.tenancy.maySee(caller, pool))) throw new ProblemError('pool-not-found');
    const until = query.until ?? ((Date.now() + minuteMs) as Instant);
    const from = query.from ?? (Math.max(0, until - spanMsDefault) as Instant);
    const answer = await this.queries.execute(new PoolAnalyticsQuery(pool, from, until, query.limit));
    if (answer === undefined) throw new ProblemError('pool-not-found');
    if (accepted?.includes(csv) !== true) return answer;
    void reply.type(csv);
    return minutesCsv(answer.minutes);
  }

  @Get('forecast')
  @Describe({
    summary: 'What becomes of the pool at the present rate, and which size or lifetime would do',
    description: 'By the last hour and Erlang B: askings come independently, and who is refused goes away.',
    query: forecastQuery,
    answers: { 200: { description: 'The forecast, and advice', schema: forecastAnswer } },
    problems: ['pool-not-found'],
  })
  async readForecast(
    @Who() caller: Caller,
    @Param('poolId', new Validated(poolId, 'path')) pool: PoolId,
    @Query(new Validated(forecastQuery, 'query')) { refusalPercent }: z.infer<typeof forecastQuery>,
  ): Promise<object> {
    if (!(await this.tenancy.maySee(caller, pool))) throw new ProblemError('pool-not-found');
    const answer = await this.queries.execute(new ForecastQuery(pool, refusalPercent, Date.now() as Instant));
    if (answer === undefined) throw new ProblemError('pool-not-found');
    return answer;
  }
}
