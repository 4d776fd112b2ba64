import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { anybody } from '../src/http/access/caller.js';
import { limitReads } from '../src/http/limits/limit-reads.js';
import { RequestsUnderWay } from '../src/http/limits/requests-under-way.js';
import { problemBehind, writeProblem } from '../src/http/problems/problem-filter.js';
import { WaitingHandlers } from './waiting-handlers.js';

const historyMax = 8;
const history = '/v1/analytics/pools/:poolId';
const state = '/v1/pools/:poolId/availability';
const routes = [history, state, '/v1/events'];

describe('reads under way at once', () => {
  let server: FastifyInstance;
  let handlers: WaitingHandlers;
  beforeEach(async () => {
    handlers = new WaitingHandlers();
    server = fastify();
    server.setErrorHandler((error, _request, reply) => {
      writeProblem(reply, problemBehind(error));
    });
    server.addHook('onRequest', (request, _reply, done) => {
      request.caller = { ...anybody, tenant: String(request.headers['x-tenant']) };
      done();
    });
    limitReads(server, new RequestsUnderWay(server));
    for (const route of routes) server.get(route, handlers.handle);
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

  it('limits the reads of history of a tenant, with an answer that says so, and neither other tenants nor reads of the present state', async () => {
    await fill('a');
    const refused = await answerTo(get('a', history));
    expect([refused.status, refused.retryAfter, JSON.parse(refused.text)]).toEqual([
      429,
      '1',
      expect.objectContaining({
        code: 'too-many-reads',
        detail: 'limit of 8 concurrent reads of events, audit and analytics per tenant and process',
      }),
    ]);
    await open('b', history);
    await open('a', state);
  });

  it('a read counts while it is being answered, though whoever sent it has hung up, and no longer', async () => {
    const [first] = await fill('a');
    const gone = handlers.hungUp.next();
    first?.destroy();
    await gone;
    expect((await answerTo(get('a', history))).status).toBe(429);
    handlers.finish(0);
    await open('a', history);
  });

  it('followers are not reads; a header that asks for a stream of events makes no other read one', async () => {
    const stream = { accept: 'text/event-stream' };
    await fill('a');
    await open('a', '/v1/events?lane=0&follow=true');
    await open('a', '/v1/events?lane=0', stream);
    expect((await answerTo(get('a', `${history}?follow=true`, stream))).status).toBe(429);
  });
});
