import type { EventReader } from '@allocator/application';
import { assignedEventExample, eventJsonSchema, eventsQuery, lastEventId } from '@allocator/contracts';
import type { Lane, Position } from '@allocator/domain';
import { parseEventId } from '@allocator/domain';
import { Controller, Get, Headers, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Caller } from '../../http/access/caller.js';
import { Who } from '../../http/access/who.js';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.js';
import { HISTORY_READER } from '../../postgres/postgres.module.js';
import { EventFollowers } from './event-followers.js';
import { eventLines, followsEvents, framingOf, serverSentEvents } from './event-lines.js';
import { openApiSchema } from '../../http/openapi/openapi-schema.js';
import { Describe } from '../../http/openapi/describe.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { Validated } from '../../http/requests/validated.js';

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
    @Inject(HISTORY_READER) private readonly reader: EventReader,
    @Inject(CONFIG) private readonly config: Config,
    private readonly followers: EventFollowers,
  ) {}

  @Get('events')
  @Describe({
    summary: "A lane's events from any position, one stored document a line (application/x-ndjson)",
    description:
      '`lane`, `after` (position, 0 for the beginning), `limit`; with `follow=true` it stays open and sends what is recorded. ' +
      'With `Accept: text/event-stream` it always does, and continues after `Last-Event-ID`. ' +
      'A stream that stays open ends with its token: reconnect with a new token, after the last position.',
    query: eventsQuery,
    answers: { 200: { description: 'Documents, byte for byte as stored', content: documentLines } },
    problems: ['overloaded', 'too-many-followers'],
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The last event that a reader of server-sent events has had; others are not asked for it',
    schema: openApiSchema(lastEventId),
  })
  readEvents(
    @Who() caller: Caller,
    @Query(new Validated(eventsQuery, 'query')) { lane, after, limit }: z.infer<typeof eventsQuery>,
    @Headers('last-event-id') lastId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    if (lane >= this.config.lanes) {
      throw new ProblemError('invalid-request', {
        detail: `query: lane: there are lanes 0 to ${String(this.config.lanes - 1)}`,
      });
    }
    const framing = framingOf(request.headers.accept);
    const follow = followsEvents(request);
    const from = framing === serverSentEvents && lastId !== undefined ? positionOf(lastId, lane) : after;
    void reply.type(framing.mediaType).header('cache-control', 'no-store');
    // Its answer ends with the headers: what was read for it would count for no limit.
    if (request.method === 'HEAD') {
      void reply.send();
      return;
    }
    const ended = follow
      ? this.followers.add(caller.tenant, reply.raw, (end) => request.onTokenEnd(end))
      : closing(reply.raw);
    const span = { lane, after: from, countMax: follow ? Infinity : limit, follow };
    const lines = eventLines(this.reader, span, framing, ended);
    void reply.send(Readable.from(lines, { objectMode: false }));
    // A follower of a quiet lane learns at once that it is heard, not with the first event.
    if (follow) reply.raw.flushHeaders();
  }

  @Get('schemas/:type/:version')
  @Describe({
    summary: 'JSON Schema of an event document: where its `dataschema` points',
    answers: { 200: { description: 'The schema', content: schemaDocument } },
    problems: ['schema-not-found'],
    storeless: true,
  })
  readEventSchema(@Param('type') type: string, @Param('version') version: string): object {
    const schema = eventJsonSchema(type, version);
    if (schema === undefined) throw new ProblemError('schema-not-found');
    return { $id: `${this.config.schemasUrl}/${type}/${version}`, ...schema };
  }
}

/** Aborted when the response is closed, by either side. */
function closing(response: ServerResponse): AbortSignal {
  const closed = new AbortController();
  response.once('close', () => {
    closed.abort();
  });
  return closed.signal;
}

function positionOf(lastId: string, lane: Lane): Position {
  const place = parseEventId(lastId);
  if (place?.lane === lane) return place.position;
  throw new ProblemError('invalid-request', {
    detail: `Last-Event-ID: is the id of an event of lane ${String(lane)}`,
  });
}
