import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { TestSignal, Tracing } from '@allocator/runtime';
import { RecordedSpans } from '@allocator/testing/recorded-spans';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { traceRequests } from '../src/http/trace-requests.js';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

let spans: RecordedSpans;
let server: FastifyInstance;
let closed: TestSignal<string>;
let port: number;
beforeEach(async () => {
  spans = new RecordedSpans();
  const tracing = Tracing.ofSdk() as Tracing;
  server = fastify();
  closed = new TestSignal();
  traceRequests(server, tracing);
  server.addHook('onRequest', (request, reply, done) => {
    reply.raw.once('close', () => {
      closed.emit(request.url);
    });
    if (request.headers.authorization === undefined) void reply.status(401).send();
    else done();
  });
  server.post('/v1/pools/:poolId/identities/:impi/suspend', async () => {
    await turnOfTheLoop();
    return { active: tracing.active()?.context.traceId };
  });
  server.post('/fails', () => Promise.reject(new Error('a bug')));
  await server.listen({ host: '127.0.0.1', port: 0 });
  ({ port } = server.server.address() as AddressInfo);
});
afterEach(async () => {
  await server.close();
  await spans.unload();
});

const url = '/v1/pools/pool-a/identities/web-1@op.example/suspend';
const headers = { traceparent: `00-${traceId}-${spanId}-01`, authorization: 'Bearer secret', connection: 'close' };

/** Sends a request, and waits until it is over for the server too. */
async function send(method: string, path: string, own: Record<string, string>, body?: string): Promise<Response> {
  const over = closed.next();
  const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await fetch(`http://127.0.0.1:${String(port)}${path}`, {
    method,
    headers: { ...own, ...json },
    body: body ?? null,
  });
  await over;
  return answer;
}

it("has the caller's span as its parent, and is the active one of the handler, which runs after the body", async () => {
  const answer = await send('POST', url, headers, '{"some":"body"}');
  expect(await answer.json()).toEqual({ active: traceId });
  const [span] = spans.ended;
  expect(span).toMatchObject({
    name: 'POST /v1/pools/:poolId/identities/:impi/suspend',
    kind: 1,
    parentSpanContext: { traceId, spanId },
    status: { code: 0 },
  });
  expect(span?.attributes).toEqual({
    'http.request.method': 'POST',
    'http.route': '/v1/pools/:poolId/identities/:impi/suspend',
    'http.response.status_code': 200,
  });
});

it.each([
  ['POST', url, {}, 401, { code: 0 }],
  ['POST', '/fails', headers, 500, { code: 2 }],
  ['GET', '/nowhere/web-1@op.example', headers, 404, { code: 0 }],
] as const)(
  'covers what hooks refuse, and fails where the service does: %s %s',
  async (method, path, sent, code, status) => {
    await send(method, path, sent);
    const [span] = spans.ended;
    expect(span).toMatchObject({ status, attributes: { 'http.response.status_code': code } });
    expect(JSON.stringify([span?.name, span?.attributes])).not.toMatch(/web-1|secret/);
  },
);

it('ends when the connection breaks before the answer', async () => {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const broken = closed.next();
  socket.write(
    'POST /fails HTTP/1.1\r\nhost: a\r\nauthorization: b\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n',
  );
  await once(server.server, 'request');
  socket.destroy();
  await broken;
  expect(spans.named('POST /fails').attributes).toEqual({
    'http.request.method': 'POST',
    'http.route': '/fails',
    'error.type': 'connection-closed',
  });
});
