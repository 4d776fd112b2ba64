import { healthFiguresAnswer } from '@allocator/contracts';
import type { AnswerType } from '@allocator/contracts';
import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Access } from '../../http/access/access.js';
import type { Caller } from '../../http/access/caller.js';
import { CurrentCaller } from '../../http/access/current-caller.js';
import { Limits } from '../../http/limits/limits.js';
import { Describe } from '../../http/openapi/describe.js';
import { healthFiguresBodyOf } from './health-figures-body-of.js';
import { HealthFiguresQuery } from './health-figures-query.handler.js';

/** How late the work of the lanes is: for people, where `/health/ready` is for load balancers. */
@ApiTags('health')
@Controller('v1/health')
export class HealthFiguresController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Access('ims-operator', 'auditor', 'analyst')
  @Limits({ budget: 'history' })
  @Describe({
    summary: 'How far the work of each lane is behind, and the commands over Kafka',
    description:
      'Figures of the installation, at most 5 s old; those of `commands` are of the process that answers, for auditors and analysts. ' +
      'No figure is a reason to send no requests to a process: see `GET /health/ready`.',
    answers: { 200: { description: 'The figures', schema: healthFiguresAnswer } },
  })
  async getHealthFigures(@CurrentCaller() caller: Caller): Promise<AnswerType<typeof healthFiguresAnswer>> {
    return healthFiguresBodyOf(await this.queries.execute(new HealthFiguresQuery(caller)));
  }
}
