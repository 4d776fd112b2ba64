import type { EventReader } from '@allocator/application';
import { assignedEventExample, eventJsonSchema, eventsQuery } from '@allocator/contracts';
import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Config } from '../../../config.js';
import { CONFIG, EVENT_READER } from '../../../tokens.js';
import { EventFollowers } from '../event-followers.js';
import { eventLines } from '../event-lines.js';
import { Describe } from '../openapi.js';
import { ProblemError } from '../problem-error.js';
import { Validated } from '../validated.js';

const documentLines = {
  'application/x-ndjson': { schema: { type: 'string' }, example: `${JSON.stringify(assignedEventExample)}\n` },
};
const schemaDocument = {
  'application/json': { schema: { type: 'object' }, example: eventJsonSchema('Refused', '1') },
};

@ApiTags('events')
@Controller('v1')
export class EventsController {
  constructor(
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(CONFIG) private readonly config: Config,
    private readonly followers: EventFollowers,
  ) {}

  @Get('events')
  @Describe({
    summary: "A lane's events from any position, one stored document a line (application/x-ndjson)",
    description:
      '`lane`, `after` (position, 0 for the beginning), `limit`; with `follow=true` it stays open and sends what is recorded.',
    query: eventsQuery,
    answers: { 200: { description: 'Documents, byte for byte as stored', content: documentLines } },
    problems: ['overloaded'],
  })
  events(
    @Query(new Validated(eventsQuery, 'query')) { lane, after, limit, follow }: z.infer<typeof eventsQuery>,
    @Res() reply: FastifyReply,
  ): void {
    if (lane >= this.config.lanes) {
      throw new ProblemError('invalid-request', {
        detail: `query: lane: there are lanes 0 to ${String(this.config.lanes - 1)}`,
      });
    }
    const ended = new AbortController();
    if (follow) {
      this.followers.add(ended);
      // A follower of a quiet lane is not idle.
      reply.raw.setTimeout(0);
    }
    reply.raw.once('close', () => {
      this.followers.remove(ended);
      ended.abort();
    });
    const lines = eventLines(this.reader, lane, after, follow ? Infinity : limit, follow, ended.signal);
    void reply.type('application/x-ndjson').send(Readable.from(lines, { objectMode: false }));
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
  schema(@Param('type') type: string, @Param('version') version: string): object {
    const schema = eventJsonSchema(type, version);
    if (schema === undefined) throw new ProblemError('schema-not-found');
    return { $id: `${this.config.schemasUrl}/${type}/${version}`, ...schema };
  }
}
