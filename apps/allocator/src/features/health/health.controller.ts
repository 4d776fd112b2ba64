import { liveAnswer, readyAnswer } from '@allocator/contracts';
import type { AnswerType } from '@allocator/contracts';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Health } from '../../health/health.js';
import { Access } from '../../http/access/access.js';
import { Describe } from '../../http/openapi/describe.js';

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(private readonly health: Health) {}

  @Get('live')
  @Access('anyone')
  @Describe({
    summary: 'Whether the process runs',
    answers: { 200: { description: 'It runs', schema: liveAnswer } },
    storeless: true,
  })
  checkLiveness(): AnswerType<typeof liveAnswer> {
    return { live: true };
  }

  @Get('ready')
  @Access('anyone')
  @Describe({
    summary: 'Whether the process is ready: it has started, is not stopping, and the database answers',
    answers: {
      200: {
        description: 'Ready; with the closed lanes, and the published position of each lane',
        schema: readyAnswer,
      },
      503: { description: 'Not ready', schema: readyAnswer },
    },
    storeless: true,
  })
  async checkReadiness(@Res({ passthrough: true }) reply: FastifyReply): Promise<AnswerType<typeof readyAnswer>> {
    const report = await this.health.report();
    void reply.status(report.ready ? 200 : 503);
    return report;
  }
}
