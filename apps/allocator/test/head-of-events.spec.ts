import { afterEach, expect, it } from '@jest/globals';
import { CommitNews, type EventReader, type TenantEvents } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import fastify, { type FastifyInstance } from 'fastify';
import { anyCaller } from '../src/http/access/caller.js';
import type { Config } from '../src/config/config.js';
import { EventStreams } from '../src/features/events/event-streams.js';
import { EventFollowers } from '../src/features/events/event-followers.js';

let server: FastifyInstance;
afterEach(() => server.close());

it.each(['/v1/events', '/v1/events?follow=true'])(
  'HEAD %s has the headers of GET, and reads no events',
  async (url) => {
    let reads = 0;
    const count = (): Promise<[]> => {
      reads++;
      return Promise.resolve([]);
    };
    const reader = { readEvents: count, laneHeads: count, laneHead: count };
    const streams = new EventStreams(
      reader as unknown as EventReader,
      { readOwn: count } as unknown as TenantEvents,
      { lanes: 1 } as Config,
      new EventFollowers(),
      new CommitNews(),
    );
    server = fastify({ forceCloseConnections: true });
    server.decorateRequest('onTokenEnd', () => () => undefined);
    const start = { lane: 0 as Lane, after: new Map(), otherwise: 'latest' } as const;
    server.get('/v1/events', (request, reply) => streams.open(anyCaller, { start, limit: 10 }, request, reply));
    const answer = await fetch(`${await server.listen({ host: '127.0.0.1', port: 0 })}${url}`, { method: 'HEAD' });
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
      200,
      'application/x-ndjson',
      'no-store',
    ]);
    expect(reads).toBe(0);
  },
);
