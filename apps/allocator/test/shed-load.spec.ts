import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { ClientRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { WwsfId } from '@allocator/domain';
import { TestSignal } from '@allocator/runtime';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { anyCaller } from '../src/http/access/caller.js';
import { RequestsInProgress } from '../src/http/limits/requests-in-progress.js';
import { shedLoad } from '../src/http/limits/shed-load.js';
import { WaitingHandlers } from './waiting-handlers.js';

const commandsMax = ' '.repeat(100_000);

describe('shedding load', () => {
  let server: FastifyInstance;
  let handlers: WaitingHandlers;
  const onRequest = new TestSignal<number>();
  beforeEach(async () => {
    handlers = new WaitingHandlers();
    server = fastify();
    server.addHook('onRequest', (request, _reply, done) => {
      request.caller = { ...anyCaller, wwsfId: String(request.headers['x-wwsf']) as WwsfId };
      done();
    });
    shedLoad(server, new RequestsInProgress(server));
    server.addHook('onRequest', (_request, _reply, done) => {
      onRequest.emit(1);
      done();
    });
    server.decorateRequest('bodyLength', null);
    server.addContentTypeParser('text/plain', { parseAs: 'string' }, (request, body, done) => {
      request.bodyLength = body.length;
      done(null);
    });
    server.post('/', handlers.handle);
    await server.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(async () => {
    handlers.finishAll();
    await server.close();
  });

  const begin = (wwsfId: string, more: Readonly<Record<string, string>> = {}): ClientRequest => {
    const { port } = server.server.address() as { port: number };
    const headers = { 'content-type': 'text/plain', 'x-wwsf': wwsfId, ...more };
    const sent = httpRequest({ host: '127.0.0.1', port, method: 'POST', headers });
    sent.on('error', () => undefined);
    return sent;
  };
  const post = (wwsfId: string, body: string): ClientRequest => begin(wwsfId).end(body);
  const statusOf = async (sent: ClientRequest): Promise<number | undefined> => {
    const [answer] = (await once(sent, 'response')) as [{ statusCode?: number; resume(): void }];
    answer.resume();
    return answer.statusCode;
  };

  it('counts a command until it is decided, even if the client has disconnected', async () => {
    post('wwsf-b', '');
    await handlers.began.next();
    const sent = post('wwsf-a', commandsMax);
    await handlers.began.next();
    const gone = handlers.hungUp.next();
    sent.destroy();
    await gone;
    expect(await statusOf(post('wwsf-a', commandsMax))).toBe(500);
    handlers.finish(1);
    const later = post('wwsf-a', commandsMax);
    await handlers.began.next();
    handlers.finish(2);
    expect(await statusOf(later)).toBe(200);
  });

  it('counts a body of unknown length as the maximum of its route, until it has been read', async () => {
    post('wwsf-b', '');
    await handlers.began.next();
    const chunked = begin('wwsf-a', { 'transfer-encoding': 'chunked' });
    const taken = onRequest.next();
    chunked.write(' ');
    await taken;
    expect(await statusOf(post('wwsf-a', commandsMax))).toBe(500);
    chunked.end();
    await handlers.began.next();
    const beside = post('wwsf-a', commandsMax);
    await handlers.began.next();
    handlers.finishAll();
    expect([await statusOf(chunked), await statusOf(beside)]).toEqual([200, 200]);
  });
});
