import { CommitNews } from '@allocator/application';
import type { EventReader, TenantEvents } from '@allocator/application';
import type { EventsStart } from '@allocator/contracts';
import type { Lane } from '@allocator/domain';
import { PostgresTenantEvents } from '@allocator/postgres';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { CONFIG } from '../../config/config.js';
import type { Config } from '../../config/config.js';
import type { Caller } from '../../http/access/caller.js';
import { readershipOf } from '../../http/access/tenancy.js';
import { followsEvents } from '../../http/limits/follows-events.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { HISTORY_READER } from '../../postgres/postgres.module.js';
import { EventFollowers } from './event-followers.js';
import { framingOf } from './event-framing.js';
import { eventLines } from './event-lines.js';
import type { EventPlace } from './event-place.js';
import { placeOf, placeText } from './event-place.js';
import { EventSource } from './event-source.js';

export interface EventsRequest {
  readonly start: EventsStart;
  readonly limit: number;
}

/** Lanes of one stream: the place in all of them fits into a header. An installation with more has followers that name a lane. */
const lanesMax = 256;

/** Streams events into HTTP responses. */
@Injectable()
export class EventStreams {
  constructor(
    @Inject(HISTORY_READER) private readonly reader: EventReader,
    @Inject(PostgresTenantEvents) private readonly tenantEvents: TenantEvents,
    @Inject(CONFIG) private readonly config: Config,
    private readonly followers: EventFollowers,
    private readonly news: CommitNews,
  ) {}

  /** Begins the answer, which can be endless. Throws `invalid-request`, `too-many-followers` and `overloaded`. */
  async open(
    caller: Caller,
    { start, limit }: EventsRequest,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const lanes = this.lanesOf(start);
    const framing = framingOf(request.headers.accept, lanes.length);
    const follow = followsEvents(request);
    const lastId = framing.keepAlive === undefined ? undefined : request.headers['last-event-id'];
    const resumed = lastId === undefined ? undefined : placeOf(String(lastId), lanes);
    void reply.type(framing.mediaType).header('cache-control', 'no-store');
    // Its answer ends with the headers: no limit would count what was read for it.
    if (request.method === 'HEAD') {
      void reply.send();
      return;
    }
    const ended = follow
      ? this.followers.add(caller.tenant, reply.raw, (end) => request.onTokenEnd(end))
      : closing(reply.raw);
    const source = new EventSource(this.reader, this.tenantEvents, readershipOf(caller));
    const after = await placeToStart(source, lanes, resumed === undefined ? start : { after: resumed });
    const until = follow ? undefined : await source.endsOfAnswer(after);
    namePlace(reply, 'events-after', after);
    namePlace(reply, 'events-until', until);
    const range = { after, countMax: follow ? Infinity : limit, until };
    const lines = eventLines({ source, news: this.news }, range, framing, ended);
    void reply.send(Readable.from(lines, { objectMode: false }));
    // A follower of a quiet lane gets the headers immediately, not with the first event.
    if (follow) reply.raw.flushHeaders();
  }

  private lanesOf({ lane, after }: EventsStart): readonly Lane[] {
    for (const named of after.keys()) this.demandLane(named, 'after');
    if (lane !== undefined) {
      this.demandLane(lane, 'lane');
      return [lane];
    }
    if (this.config.lanes > lanesMax) {
      throw new ProblemError('invalid-request', {
        detail: `query: lane: is required, because there are more than ${String(lanesMax)} lanes`,
      });
    }
    return Array.from({ length: this.config.lanes }, (_, number) => number as Lane);
  }

  private demandLane(lane: Lane, parameter: 'lane' | 'after'): void {
    if (lane < this.config.lanes) return;
    const last = String(this.config.lanes - 1);
    throw new ProblemError('invalid-request', { detail: `query: ${parameter}: must be a lane from 0 to ${last}` });
  }
}

async function placeToStart(
  source: EventSource,
  lanes: readonly Lane[],
  { after, otherwise = 'beginning' }: Pick<EventsStart, 'after'> & Partial<EventsStart>,
): Promise<EventPlace> {
  const ends = otherwise === 'latest' ? await source.ends(lanes) : undefined;
  return new Map(lanes.map((lane) => [lane, after.get(lane) ?? ends?.get(lane) ?? 0]));
}

function namePlace(reply: FastifyReply, header: string, place: EventPlace | undefined): void {
  const text = place === undefined ? '' : placeText(place);
  if (text !== '') void reply.header(header, text);
}

/** Aborted when the response is closed, by either side. */
function closing(response: ServerResponse): AbortSignal {
  const closed = new AbortController();
  response.once('close', () => {
    closed.abort();
  });
  return closed.signal;
}
