import { CommitNews } from '@allocator/application';
import type { EventReader } from '@allocator/application';
import type { Lane, Position } from '@allocator/domain';
import { parseEventId } from '@allocator/domain';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { CONFIG } from '../../config/config.js';
import type { Config } from '../../config/config.js';
import type { Caller } from '../../http/access/caller.js';
import { followsEvents } from '../../http/limits/follows-events.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { HISTORY_READER } from '../../postgres/postgres.module.js';
import { EventFollowers } from './event-followers.js';
import { framingOf, serverSentEvents } from './event-framing.js';
import { eventLines } from './event-lines.js';

export interface EventsRequest {
  readonly lane: Lane;
  readonly after: Position | 0;
  readonly limit: number;
}

/** Streams a lane's events into HTTP responses. */
@Injectable()
export class EventStreams {
  constructor(
    @Inject(HISTORY_READER) readonly reader: EventReader,
    @Inject(CONFIG) private readonly config: Config,
    private readonly followers: EventFollowers,
    readonly news: CommitNews,
  ) {}

  /** Begins the answer, which can be endless. Throws `invalid-request`, `too-many-followers` and `overloaded`. */
  open(caller: Caller, { lane, after, limit }: EventsRequest, request: FastifyRequest, reply: FastifyReply): void {
    this.demandLane(lane);
    const framing = framingOf(request.headers.accept);
    const follow = followsEvents(request);
    const lastId = request.headers['last-event-id'];
    const from = framing === serverSentEvents && lastId !== undefined ? positionOf(String(lastId), lane) : after;
    void reply.type(framing.mediaType).header('cache-control', 'no-store');
    // Its answer ends with the headers: no limit would count what was read for it.
    if (request.method === 'HEAD') {
      void reply.send();
      return;
    }
    const ended = follow
      ? this.followers.add(caller.tenant, reply.raw, (end) => request.onTokenEnd(end))
      : closing(reply.raw);
    const span = { lane, after: from, countMax: follow ? Infinity : limit, follow };
    const lines = eventLines(this, span, framing, ended);
    void reply.send(Readable.from(lines, { objectMode: false }));
    // A follower of a quiet lane gets the headers immediately, not with the first event.
    if (follow) reply.raw.flushHeaders();
  }

  private demandLane(lane: Lane): void {
    if (lane < this.config.lanes) return;
    const last = String(this.config.lanes - 1);
    throw new ProblemError('invalid-request', { detail: `query: lane: must be a lane from 0 to ${last}` });
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
    detail: `Last-Event-ID: must be the id of an event of lane ${String(lane)}`,
  });
}
