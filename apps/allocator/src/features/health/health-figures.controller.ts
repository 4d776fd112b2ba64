import type { LaneFigures } from '@allocator/application';
import { healthFiguresAnswer } from '@allocator/contracts';
import type { AnswerType } from '@allocator/contracts';
import { toIso } from '@allocator/domain';
import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Access } from '../../http/access/access.js';
import { Limits } from '../../http/limits/limits.js';
import { Describe } from '../../http/openapi/describe.js';
import { HealthFiguresQuery } from './health-figures-query.handler.js';

type Answer = AnswerType<typeof healthFiguresAnswer>;

/** How late the work of the lanes is: for people, where `/health/ready` is for load balancers. */
@ApiTags('health')
@Controller('v1/health')
export class HealthFiguresController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Access('wwsf', 'ims-operator', 'ep-cscf', 'auditor', 'analyst')
  @Limits({ budget: 'history' })
  @Describe({
    summary: 'How far the work of each lane is behind, and the commands over Kafka',
    description:
      'Figures of the installation, at most 5 s old; those of `commands` are of the process that answers. They name no tenant. ' +
      'No figure is a reason to send no requests to a process: see `GET /health/ready`.',
    answers: { 200: { description: 'The figures', schema: healthFiguresAnswer } },
  })
  async getHealthFigures(): Promise<Answer> {
    const { lanes, commands } = await this.queries.execute(new HealthFiguresQuery());
    return { lanes: lanes.map(laneBodyOf), ...(commands === undefined ? {} : { commands }) };
  }
}

function laneBodyOf({ lane, position, overdueMs, projectedUpTo, checkpoint }: LaneFigures): Answer['lanes'][number] {
  return {
    lane,
    position,
    expiryOverdueSeconds: Math.floor(overdueMs / 1_000),
    projectorLag: Math.max(0, position - projectedUpTo),
    checkpointLag: Math.max(0, position - (checkpoint?.position ?? 0)),
    checkpointAt: checkpoint === undefined ? null : toIso(checkpoint.time),
  };
}
