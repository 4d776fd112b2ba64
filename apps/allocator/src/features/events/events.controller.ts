import { assignedEventExample, eventJsonSchema, eventsQuery, lastEventId } from '@allocator/contracts';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { CONFIG } from '../../config/config.js';
import type { Config } from '../../config/config.js';
import { Access } from '../../http/access/access.js';
import type { Caller } from '../../http/access/caller.js';
import { CurrentCaller } from '../../http/access/current-caller.js';
import { Limits } from '../../http/limits/limits.js';
import { Describe } from '../../http/openapi/describe.js';
import { openApiSchema } from '../../http/openapi/openapi-schema.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { ValidQuery } from '../../http/requests/valid-body.js';
import { EventStreams } from './event-streams.js';

const eventText = JSON.stringify(assignedEventExample);
const documentLines = {
  'application/x-ndjson': { schema: { type: 'string' }, example: `${eventText}\n` },
  'text/event-stream': {
    schema: { type: 'string' },
    example: `id: ${assignedEventExample.id}\ndata: ${eventText}\n\n`,
  },
};
const schemaDocument = {
  'application/json': { schema: { type: 'object' }, example: eventJsonSchema('Refused', '1') },
};

@ApiTags('events')
@Controller('v1')
export class EventsController {
  constructor(
    private readonly streams: EventStreams,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('events')
  @Access('auditor', 'analyst')
  @Limits({ budget: 'events' })
  @Describe({
    summary: "A lane's events from any position, one stored document per line (application/x-ndjson)",
    description:
      '`lane`, `after` (position, 0 for the beginning), `limit`. With `follow=true` the response stays open and sends new events. ' +
      'With `Accept: text/event-stream` it always does, and continues after `Last-Event-ID`. ' +
      'A stream that stays open ends with its token: reconnect with a new token, after the last position.',
    query: eventsQuery,
    answers: { 200: { description: 'Documents, byte for byte as stored', content: documentLines } },
    problems: ['overloaded', 'too-many-followers'],
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The last event that a reader of server-sent events received; ignored in other formats',
    schema: openApiSchema(lastEventId),
  })
  readEvents(
    @CurrentCaller() caller: Caller,
    @ValidQuery(eventsQuery) query: z.infer<typeof eventsQuery>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    this.streams.open(caller, query, request, reply);
  }

  @Get('schemas/:type/:version')
  @Access('anyone')
  @Describe({
    summary: 'JSON Schema of an event document: the target of its `dataschema`',
    answers: { 200: { description: 'The schema', content: schemaDocument } },
    problems: ['schema-not-found'],
    storeless: true,
  })
  readEventSchema(@Param('type') type: string, @Param('version') version: string): Readonly<Record<string, unknown>> {
    const schema = eventJsonSchema(type, version);
    if (schema === undefined) throw new ProblemError('schema-not-found');
    return { $id: `${this.config.schemasUrl}/${type}/${version}`, ...schema };
  }
}
