import {
  assignedEventExample,
  eventJsonSchema,
  eventsParameters,
  eventsQuery,
  lastEventId,
} from '@allocator/contracts';
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

const placeSchema = { type: 'string', maxLength: 8_192 } as const;
const placeHeaders = {
  'Events-After': { description: 'Ids of the events after which the answer starts, by lane', schema: placeSchema },
  'Events-Until': {
    description: 'Without `follow`: ids of the last events that it covers, by lane',
    schema: placeSchema,
  },
};

@ApiTags('events')
@Controller('v1')
export class EventsController {
  constructor(
    private readonly streams: EventStreams,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('events')
  @Access('wwsf', 'ims-operator', 'auditor', 'analyst')
  @Limits({ budget: 'events' })
  @Describe({
    summary: 'Events of one lane or of all, one stored document per line (application/x-ndjson)',
    description:
      'IMS operators and WWSFs get the events of their own pools and agreements, and operators those of their profile. With `follow=true` ' +
      'the response stays open and sends new events; the order is that of each lane. With `Accept: text/event-stream` it always does, and ' +
      'continues after `Last-Event-ID`. A stream that stays open ends with its token: reconnect with a new token, after the last events. ' +
      'The header `Events-After` says after which events the answer starts. An answer without `follow` that has fewer than `limit` events ' +
      'has all of them up to `Events-Until`: continue there.',
    query: eventsParameters,
    answers: {
      200: { description: 'Documents, byte for byte as stored', content: documentLines, headers: placeHeaders },
    },
    problems: ['overloaded', 'too-many-followers'],
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description:
      'The last id that a reader of server-sent events received: of one event, or of one for each lane, separated by commas. Ignored in other formats',
    schema: openApiSchema(lastEventId),
  })
  listEvents(
    @CurrentCaller() caller: Caller,
    @ValidQuery(eventsQuery) query: z.infer<typeof eventsQuery>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.streams.open(caller, query, request, reply);
  }

  @Get('schemas/:type/:version')
  @Access('anyone')
  @Describe({
    summary: 'JSON Schema of an event document: the target of its `dataschema`',
    answers: { 200: { description: 'The schema', content: schemaDocument } },
    problems: ['schema-not-found'],
    storeless: true,
  })
  getEventSchema(@Param('type') type: string, @Param('version') version: string): Readonly<Record<string, unknown>> {
    const schema = eventJsonSchema(type, version);
    if (schema === undefined) throw new ProblemError('schema-not-found');
    return { $id: `${this.config.schemasUrl}/${type}/${version}`, ...schema };
  }
}
