import {
  activityAnswer,
  activityQuery,
  availabilityAnswer,
  identityAnswer,
  identityBody,
  impi as impiSchema,
  importAnswer,
  isoOrNull,
  poolId,
} from '@allocator/contracts';
import type { Impi, Instant, PoolId } from '@allocator/domain';
import { impusMax, toIso } from '@allocator/domain';
import { Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Caller } from '../../http/access/caller.js';
import { Tenancy } from '../../http/access/tenancy.js';
import { Who } from '../../http/access/who.js';
import { ImportAdmission } from './import-admission.js';
import { csvRows, ndjsonRows } from './csv-rows.js';
import { importStream } from './import-stream.js';
import { Describe } from '../../http/openapi/describe.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { ActivityQuery, AvailabilityQuery, IdentityQuery } from '../stock/read.js';
import { Validated } from '../../http/requests/validated.js';

const activityMsDefault = 60 * 60 * 1_000;

const importRows = {
  'text/csv': {
    schema: { type: 'string', format: 'binary' },
    example: 'impi,impu\nweb-000417@ims.op-a.example,sip:web-000417@wrtc.op-a.example\n',
  },
  'application/x-ndjson': {
    schema: { type: 'string', format: 'binary' },
    example: '{"impi":"web-000418@ims.op-a.example","impus":["sip:web-000418@wrtc.op-a.example"]}\n',
  },
};

@ApiTags('pools')
@Controller('v1/pools/:poolId')
export class PoolsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly tenancy: Tenancy,
    private readonly admission: ImportAdmission,
  ) {}

  @Post('identities')
  @HttpCode(200)
  @Describe({
    summary: 'Import subscriptions; the same file again finds them present',
    description: `CSV: \`impi,impu[,impu...]\` a line, a header line is recognised. NDJSON: \`{"impi", "impus": []}\` a line. UTF-8; LF, CR or CRLF ends a line. At most ${String(impusMax)} IMPUs an identity. Streamed.`,
    body: importRows,
    answers: {
      200: {
        description: 'A verdict for each row; rows are counted from 1 without the header and empty lines',
        schema: importAnswer,
      },
    },
    problems: [
      'pool-not-found',
      'unsupported-media-type',
      'file-malformed',
      'import-limit-reached',
      'overloaded',
      'lane-closed',
    ],
  })
  async importIdentities(
    @Who() caller: Caller,
    @Param('poolId', new Validated(poolId, 'path')) pool: PoolId,
    @Req() request: FastifyRequest,
  ): Promise<object> {
    const { body } = request;
    if (!(body instanceof Readable)) {
      throw new ProblemError('unsupported-media-type', { detail: 'send text/csv or application/x-ndjson' });
    }
    if (!(await this.tenancy.owns(caller, pool))) throw new ProblemError('pool-not-found');
    const isCsv = request.headers['content-type']?.toLowerCase().startsWith('text/csv') === true;
    const rows = isCsv ? csvRows(body) : ndjsonRows(body);
    // With `AUTH=off` the operator is unknown: the limit counts by pool instead.
    return this.admission.admit(caller.operatorId ?? pool, () =>
      importStream(this.commands, pool, rows, (other) => this.tenancy.owns(caller, other)),
    );
  }

  @Get('identities/:impi')
  @Describe({
    summary: 'An identity as it stands',
    answers: { 200: { description: 'The identity', schema: identityAnswer } },
    problems: ['identity-not-found'],
  })
  async readIdentity(
    @Who() caller: Caller,
    @Param('poolId', new Validated(poolId, 'path')) pool: PoolId,
    @Param('impi', new Validated(impiSchema, 'path')) impi: Impi,
  ): Promise<object> {
    if (!(await this.tenancy.maySee(caller, pool))) throw new ProblemError('identity-not-found');
    const found = await this.queries.execute(new IdentityQuery(pool, impi));
    if (found === undefined) throw new ProblemError('identity-not-found');
    return identityBody(found.identity, found.now);
  }

  @Get('availability')
  @Describe({
    summary: "The pool's identities by state",
    answers: { 200: { description: 'total is the sum of the five other counts', schema: availabilityAnswer } },
    problems: ['pool-not-found'],
  })
  async readAvailability(
    @Who() caller: Caller,
    @Param('poolId', new Validated(poolId, 'path')) pool: PoolId,
  ): Promise<object> {
    if (!(await this.tenancy.maySee(caller, pool))) throw new ProblemError('pool-not-found');
    const found = await this.queries.execute(new AvailabilityQuery(pool));
    if (found === undefined) throw new ProblemError('pool-not-found');
    return { ...found, nextReassignableAt: isoOrNull(found.nextReassignableAt) };
  }

  @Get('activity')
  @Describe({
    summary: 'What happened in the pool, by the minute; the last hour unless from and until say otherwise',
    query: activityQuery,
    answers: { 200: { description: 'Minutes in which something happened', schema: activityAnswer } },
    problems: ['pool-not-found'],
  })
  async readActivity(
    @Who() caller: Caller,
    @Param('poolId', new Validated(poolId, 'path')) pool: PoolId,
    @Query(new Validated(activityQuery, 'query')) query: z.infer<typeof activityQuery>,
  ): Promise<object> {
    if (!(await this.tenancy.maySee(caller, pool))) throw new ProblemError('pool-not-found');
    const until = query.until ?? ((Date.now() + 60_000) as Instant);
    const from = query.from ?? (Math.max(0, until - activityMsDefault) as Instant);
    const minutes = await this.queries.execute(new ActivityQuery(pool, from, until, query.limit));
    if (minutes === undefined) throw new ProblemError('pool-not-found');
    return { poolId: pool, minutes: minutes.map((counted) => ({ ...counted, minute: toIso(counted.minute) })) };
  }
}
