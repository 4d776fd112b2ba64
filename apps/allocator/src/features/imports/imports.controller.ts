import { importAnswer, poolId } from '@allocator/contracts';
import type { AnswerType } from '@allocator/contracts';
import type { PoolId } from '@allocator/domain';
import { impusMax } from '@allocator/domain';
import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Access } from '../../http/access/access.js';
import type { Caller } from '../../http/access/caller.js';
import { CurrentCaller } from '../../http/access/current-caller.js';
import { Describe } from '../../http/openapi/describe.js';
import { ValidParam } from '../../http/requests/valid-body.js';
import { ImportCommand } from './import-command.handler.js';
import { rowsOf } from './rows-of.js';

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
@Controller('v1/pools/:poolId/identities')
export class ImportsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Access('ims-operator')
  @HttpCode(200)
  @Describe({
    summary: 'Import subscriptions; those of a repeated file are already present',
    description: `CSV: \`impi,impu[,impu...]\` per line; a header line is recognised. NDJSON: \`{"impi", "impus": []}\` per line. UTF-8; LF, CR or CRLF ends a line. At most ${String(impusMax)} IMPUs per identity. Streamed.`,
    body: importRows,
    answers: {
      200: {
        description: 'A verdict for each row; rows are counted from 1, without the header and empty lines',
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
  importIdentities(
    @CurrentCaller() caller: Caller,
    @ValidParam('poolId', poolId) pool: PoolId,
    @Req() request: FastifyRequest,
  ): Promise<AnswerType<typeof importAnswer>> {
    return this.commands.execute(new ImportCommand(caller, pool, rowsOf(request)));
  }
}
