import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { FailureLog, TestSignal } from '@allocator/runtime';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { anyCaller } from '../src/http/access/caller.js';
import { guardRoutes } from '../src/http/access/guard-routes.js';
import { limitReads } from '../src/http/limits/limit-reads.js';
import { RequestsInProgress } from '../src/http/limits/requests-in-progress.js';
import type { Verified } from '../src/http/access/token-verifier.js';
import { problemBehind, writeProblem } from '../src/http/problems/problem-filter.js';

const historyMax = 8;
const verified: Verified = {
  caller: { ...anyCaller, roles: new Set(['auditor']), tenant: 'client a' },
  endsAt: Number.MAX_SAFE_INTEGER,
};

let server: FastifyInstance;
let port: number;
let handled: number;
const hungUp = new TestSignal<number>();
const asked = new TestSignal<(found: Verified) => void>();
beforeEach(async () => {
  handled = 0;
  server = fastify();
  server.setErrorHandler((error, _request, reply) => {
    writeProblem(reply, problemBehind(error));
  });
  server.addHook('onRequest', (_request, reply, done) => {
    reply.raw.once('close', () => {
      hungUp.emit(1);
    });
    done();
  });
  const verifier = {
    remember: (token: string) => (token === 'known' ? verified : undefined),
    verify: () =>
      new Promise<Verified>((resolve) => {
        asked.emit(resolve);
      }),
  };
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  guardRoutes(server, verifier, new FailureLog('issuer-keys', log));
  limitReads(server, new RequestsInProgress(server));
  server.get('/v1/lanes', { config: { access: ['auditor'], limits: { budget: 'history' } } }, () => {
    handled++;
    return 'answered';
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  ({ port } = server.server.address() as { port: number });
});
afterEach(() => server.close());

const headersOf = (token: string) => ({ authorization: `Bearer ${token}` });

/** A client that leaves while its token is being verified. */
async function hangUpEarly(): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const verification = asked.next();
  socket.write(`GET /v1/lanes HTTP/1.1\r\nhost: a\r\nauthorization: ${headersOf('new').authorization}\r\n\r\n`);
  const verify = await verification;
  const closed = hungUp.next();
  socket.resetAndDestroy();
  await closed;
  verify(verified);
}

it('a request whose client disconnected while its token was verified is dropped: it is not handled, and counts for no limit', async () => {
  for (let n = 0; n < historyMax; n++) await hangUpEarly();
  const answer = await fetch(`http://127.0.0.1:${String(port)}/v1/lanes`, { headers: headersOf('known') });
  expect([answer.status, await answer.text()]).toEqual([200, 'answered']);
  expect(handled).toBe(1);
});
