import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { anyCaller } from '../src/http/access/caller.js';
import { limitReads } from '../src/http/limits/limit-reads.js';
import type { RouteLimits } from '../src/http/limits/limits.js';
import { RequestsInProgress } from '../src/http/limits/requests-in-progress.js';
import { problemBehind, writeProblem } from '../src/http/problems/problem-filter.js';
import { WaitingHandlers } from './waiting-handlers.js';

const historyMax = 8;
const history = '/v1/analytics/pools/:poolId';
const state = '/v1/pools/:poolId/availability';
const routes: readonly [string, RouteLimits][] = [
  [history, { budget: 'history' }],
  [state, {}],
  ['/v1/events', { budget: 'events' }],
];

describe('concurrent reads', () => {
  let server: FastifyInstance;
  let handlers: WaitingHandlers;
  beforeEach(async () => {
    handlers = new WaitingHandlers();
    server = fastify();
    server.setErrorHandler((error, _request, reply) => {
      writeProblem(reply, problemBehind(error));
    });
    server.addHook('onRequest', (request, _reply, done) => {
      request.caller = { ...anyCaller, tenant: String(request.headers['x-tenant']) };
      done();
    });
    limitReads(server, new RequestsInProgress(server));
    for (const [route, limits] of routes) server.get(route, { config: { limits } }, handlers.handle);
    await server.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(async () => {
    handlers.finishAll();
    server.server.closeAllConnections();
    await server.close();
  });

  const get = (tenant: string, path: string, headers: Record<string, string> = {}): ClientRequest => {
    const { port } = server.server.address() as { port: number };
    const sent = httpRequest({
      host: '127.0.0.1',
      port,
      path,
      headers: { 'x-tenant': tenant, ...headers },
      agent: false,
    });
    sent.on('error', () => undefined);
    sent.end();
    return sent;
  };
  async function open(tenant: string, path: string, headers: Record<string, string> = {}): Promise<ClientRequest> {
    const begun = handlers.began.next();
    const sent = get(tenant, path, headers);
    await begun;
    return sent;
  }
  async function answerTo(sent: ClientRequest) {
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    let text = '';
    for await (const part of answer.setEncoding('utf8')) text += String(part);
    return { status: answer.statusCode, retryAfter: answer.headers['retry-after'], text };
  }
  async function fill(tenant: string): Promise<ClientRequest[]> {
    const all = [];
    for (let n = 0; n < historyMax; n++) all.push(await open(tenant, history));
    return all;
  }

  it('of history are limited per tenant; other tenants and reads of the current state are not affected', async () => {
    await fill('a');
    const refused = await answerTo(get('a', history));
    expect([refused.status, refused.retryAfter, JSON.parse(refused.text)]).toEqual([
      429,
      '1',
      expect.objectContaining({
        code: 'too-many-reads',
        detail: 'limit of 8 concurrent reads of lists, events, audit and analytics per tenant and process',
      }),
    ]);
    await open('b', history);
    await open('a', state);
  });

  it('count until they are answered, even if the client has disconnected', async () => {
    const [first] = await fill('a');
    const gone = handlers.hungUp.next();
    first?.destroy();
    await gone;
    expect((await answerTo(get('a', history))).status).toBe(429);
    handlers.finish(0);
    await open('a', history);
  });

  it('do not include followers; the header of a follower does not exempt other reads', async () => {
    const stream = { accept: 'text/event-stream' };
    await fill('a');
    await open('a', '/v1/events?lane=0&follow=true');
    await open('a', '/v1/events?lane=0', stream);
    expect((await answerTo(get('a', `${history}?follow=true`, stream))).status).toBe(429);
  });
});
