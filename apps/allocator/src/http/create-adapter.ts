import { FailureLog, Tracing } from '@allocator/runtime';
import type { Log } from '@allocator/runtime';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Config } from '../config/config.js';
import type { AnsweredProblems } from '../metrics/answered-problems.js';
import { guardRoutes } from './access/guard-routes.js';
import { requireKeys } from './access/issuer-keys.js';
import { TokenVerifier } from './access/token-verifier.js';
import { answerUnreadable } from './connections/answer-unreadable.js';
import { KnownPaths, refuseUnknown } from './connections/known-paths.js';
import { endSlowBodies } from './limits/end-slow-bodies.js';
import { bodyBytesMax } from './limits/limit-bodies.js';
import { limitRate } from './limits/limit-rate.js';
import { limitReads } from './limits/limit-reads.js';
import { RequestsInProgress } from './limits/requests-in-progress.js';
import { shedLoad } from './limits/shed-load.js';
import { takeBodies } from './limits/take-bodies.js';
import { documentPaths, keepDocuments } from './openapi/keep-documents.js';
import { problemBehind, writeProblem } from './problems/problem-filter.js';
import { traceRequests } from './trace-requests.js';

/** Of the request line and all headers, including the access token. */
const headerBytesMax = 16_384;
/** A connection without traffic for this long is closed. */
const idleMsMax = 120_000;
/** Time to receive the headers of a request. */
const headersMsMax = 15_000;
/** Interval of the check for it. */
const headersSweepMs = 1_000;
/** Further connections are closed when they open: each uses memory. */
const connectionsMax = 5_000;

/** The HTTP server with all that it does before and after a handler. Throws `KeysUnavailableError` if the file of the issuer's keys has none. */
export async function createAdapter(config: Config, log: Log, answered: AnsweredProblems): Promise<FastifyAdapter> {
  const paths = new KnownPaths();
  const adapter = new FastifyAdapter({
    bodyLimit: bodyBytesMax,
    http: {
      maxHeaderSize: headerBytesMax,
      headersTimeout: headersMsMax,
      connectionsCheckingInterval: headersSweepMs,
    },
    clientErrorHandler: answerUnreadable(paths, answered),
    requestTimeout: 0,
    connectionTimeout: idleMsMax,
    routerOptions: { maxParamLength: 512 },
    // An error before a route is found (a path with an invalid escape) does not reach Nest.
    frameworkErrors: (error: Error, _request: unknown, reply: FastifyReply) => {
      const known = problemBehind(error);
      answered.count(known?.problem.code ?? 'internal-error');
      writeProblem(reply, known);
    },
    // A stop closes idle connections, and lets requests in flight finish.
    forceCloseConnections: 'idle',
    // A request that arrives while the others finish is answered too; its connection is closed afterwards.
    return503OnClosing: false,
  });
  const fastify: FastifyInstance = adapter.getInstance();
  fastify.server.maxConnections = connectionsMax;
  const tracing = Tracing.ofSdk();
  if (tracing !== undefined) traceRequests(fastify, tracing);
  refuseUnknown(fastify, paths);
  takeBodies(fastify);
  endSlowBodies(fastify, answered);
  logRoutes(fastify, log);
  await admit(fastify, config, log);
  keepDocuments(fastify, documentPaths);
  return adapter;
}

/** Authentication first: the limits count by tenant. */
async function admit(fastify: FastifyInstance, { auth, rateLimitPerSecond }: Config, log: Log): Promise<void> {
  if (auth !== 'off') await requireKeys(auth.keys);
  guardRoutes(fastify, auth === 'off' ? undefined : new TokenVerifier(auth), new FailureLog('issuer-keys', log));
  await limitRate(fastify, rateLimitPerSecond);
  const inProgress = new RequestsInProgress(fastify);
  shedLoad(fastify, inProgress);
  limitReads(fastify, inProgress);
}

function logRoutes(fastify: FastifyInstance, log: Log): void {
  const routes: string[] = [];
  fastify.addHook('onRoute', ({ method, url }) => {
    routes.push(...[method].flat().map((one) => `${one} ${url}`));
  });
  fastify.addHook('onReady', (done) => {
    log.debug({ code: 'routes', routes }, 'registered routes');
    done();
  });
}
