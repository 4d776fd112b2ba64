// A process of its own, on PORT. The cost of Nest and Fastify when nothing is decided or stored.
import 'reflect-metadata';
import { Body, Controller, Get, Module, Param, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';

/** An assignment as the service answers it. */
const assignment = {
  assignmentId: '3-1234567',
  poolId: 'bench-1',
  impi: 'web-00000001@ims.operator-a.example',
  impus: ['sip:+493000000001@ims.operator-a.example;user=phone', 'tel:+493000000001'],
  generation: 1,
  state: 'assigned',
  assignedAt: '2026-01-01T00:00:00.000Z',
  tokenExpiresAt: '2026-01-07T23:44:42.000Z',
  reassignableAt: '2026-01-08T00:00:00.000Z',
  agreementVersion: 1,
  operatorVersion: 1,
};

@Controller()
class BareController {
  @Post('v1/pools/:poolId/assignments')
  assign(@Param('poolId') poolId: string, @Body() body: { subject?: object }): object {
    return { ...assignment, poolId, ...(body.subject === undefined ? { state: 'none' } : {}) };
  }

  @Get('health/ready')
  ready(): object {
    return { ready: true };
  }
}

@Module({ controllers: [BareController] })
class BareModule {}

const app = await NestFactory.create(BareModule, new FastifyAdapter(), { logger: false });
app.enableShutdownHooks();
await app.listen(Number(process.env['PORT']), '127.0.0.1');
