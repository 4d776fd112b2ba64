import { asyncApiDocument, kafkaByDefault } from '@allocator/contracts';
import { FailureLog } from '@allocator/runtime';
import type { Log } from '@allocator/runtime';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { guardRoutes } from './access/guard-routes.js';
import { demandKeys } from './access/issuer-keys.js';
import { limitRate } from './limits/limit-rate.js';
import { limitReads } from './limits/limit-reads.js';
import { RequestsUnderWay } from './limits/requests-under-way.js';
import { shedLoad } from './limits/shed-load.js';
import { TokenVerifier } from './access/token-verifier.js';
import { AllocatorModule } from '../app.module.js';
import { bodyBytesMax } from './limits/limit-bodies.js';
import { documentPaths, keepDocuments } from './openapi/keep-documents.js';
import { KnownPaths, refuseUnknown } from './connections/known-paths.js';
import { nestLogger } from '../config/create-log.js';
import { OpenConnections } from './connections/open-connections.js';
import { completed } from './openapi/describe.js';
import { ProblemFilter, problemBehind, writeProblem } from './problems/problem-filter.js';
import { isStreamed, takeBodies } from './limits/take-bodies.js';
import { answerAndEnd, answerUnreadable } from './connections/answer-unreadable.js';
import type { Wiring } from '../wiring.js';

/** Of the request line and all headers, the access token among them. */
const headerBytesMax = 16_384;
/** A connection on which nothing has moved for this long is ended; an import of any length moves. */
const idleMsMax = 120_000;
/** How long a body that is no import may take to come in, however slowly it trickles. */
const bodyMsMax = 30_000;
/** And the headers of any request. */
const headersMsMax = 15_000;
/** How soon it is seen that they took longer. */
const headersSweepMs = 1_000;
/** More are closed as they come: each costs memory, whatever it asks. */
const connectionsMax = 5_000;
/** How soon a closing server ends a connection whose last request was answered. */
const idleSweepMs = 50;
/** How long a request that has begun to come in when the server closes may take to come in. */
const beginMsMax = 500;

export interface HttpServer {
  /** Not yet listening. */
  readonly app: NestFastifyApplication;
  /** Takes nothing more, and lets requests in flight finish. */
  close(): Promise<void>;
}

/** The HTTP server of the process. Throws `KeysUnavailableError` where the issuer's keys are not in their file. */
export async function createHttp(wiring: Wiring): Promise<HttpServer> {
  const { log } = wiring;
  const paths = new KnownPaths();
  const adapter = new FastifyAdapter({
    bodyLimit: bodyBytesMax,
    http: {
      maxHeaderSize: headerBytesMax,
      headersTimeout: headersMsMax,
      connectionsCheckingInterval: headersSweepMs,
    },
    clientErrorHandler: answerUnreadable(paths),
    requestTimeout: 0,
    connectionTimeout: idleMsMax,
    routerOptions: { maxParamLength: 512 },
    // What fails before a route is found (a path with a broken escape) does not come to Nest.
    frameworkErrors: (error: Error, _request: unknown, reply: FastifyReply) => {
      writeProblem(reply, problemBehind(error));
    },
    // A stop ends connections that nobody is using, and lets requests in flight finish.
    forceCloseConnections: 'idle',
    // A request that comes in while the others finish is answered too; its connection is closed behind it.
    return503OnClosing: false,
  });
  const app = await NestFactory.create<NestFastifyApplication>(AllocatorModule.with(wiring), adapter, {
    logger: nestLogger(log),
    bodyParser: false,
  });
  const fastify = app.getHttpAdapter().getInstance();
  refuseUnknown(fastify, paths);
  takeBodies(fastify);
  endSlowBodies(fastify);
  tellRoutes(fastify, log);
  await admit(fastify, wiring);
  keepDocuments(fastify, documentPaths);
  app.useGlobalFilters(new ProblemFilter(log));
  describe(app, wiring);
  app.getHttpServer().maxConnections = connectionsMax;
  const connections = new OpenConnections(app.getHttpServer());
  return { app, close: () => closeHttp(app, connections) };
}

async function admit(fastify: FastifyInstance, { config: { auth, rateLimitPerSecond }, log }: Wiring): Promise<void> {
  if (auth !== 'off') await demandKeys(auth.keys);
  guardRoutes(fastify, auth === 'off' ? undefined : new TokenVerifier(auth), new FailureLog('issuer-keys', log));
  await limitRate(fastify, rateLimitPerSecond);
  const underWay = new RequestsUnderWay(fastify);
  shedLoad(fastify, underWay);
  limitReads(fastify, underWay);
}

/** Every route there is, whoever registered it. */
function tellRoutes(fastify: FastifyInstance, log: Log): void {
  const routes: string[] = [];
  fastify.addHook('onRoute', ({ method, url }) => {
    routes.push(...[method].flat().map((one) => `${one} ${url}`));
  });
  fastify.addHook('onReady', (done) => {
    log.debug({ code: 'routes', routes }, 'these routes are served');
    done();
  });
}

/** Clients may keep connections open for as long as they like: a close that waited for them to hang up would hang. */
async function closeHttp(app: NestFastifyApplication, connections: OpenConnections): Promise<void> {
  const since = Date.now();
  const closed = app.close();
  const sweep = setInterval(() => {
    app.getHttpServer().closeIdleConnections();
    if (Date.now() - since > beginMsMax) connections.endUnowed();
  }, idleSweepMs);
  await closed.finally(() => {
    clearInterval(sweep);
  });
}

/** Whoever sends a body that is to be read whole has so long to send it; an import is a stream, and may take as long as it moves. */
function endSlowBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ raw }, reply, done) => {
    if (!isStreamed(raw.headers['content-type']) && !raw.complete) {
      const late = setTimeout(() => {
        if (raw.complete) return;
        if (reply.sent) raw.destroy();
        else answerAndEnd(raw.socket, 'request-timeout');
      }, bodyMsMax);
      raw.once('close', () => {
        clearTimeout(late);
      });
    }
    done();
  });
}

/** What is published of the contract: OpenAPI as a page and as files, and AsyncAPI as a file. */
function describe(app: NestFastifyApplication, { config: { kafka, lanes }, log }: Wiring): void {
  const document = SwaggerModule.createDocument(
    app,
    new DocumentBuilder()
      .setTitle('IMS identity allocator')
      .setDescription(
        'Lends one IMPI with its IMPUs to each WebRTC client for an agreed security lifetime (3GPP TS 23.228 U.2.1.4), ' +
          'and never one identity to two people at a time. Errors are RFC 9457 problems with a stable `code`.',
      )
      .setVersion('1')
      .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
      .addServer('/', 'The service that serves this document')
      .setOpenAPIVersion('3.1.0')
      .build(),
    { operationIdFactory: (_controller, method) => method },
  );
  SwaggerModule.setup('docs', app, completed(document));
  const asyncApi = asyncApiDocument({ topicPrefix: kafka?.topicPrefix ?? kafkaByDefault.topicPrefix, lanes });
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  fastify.get('/docs/asyncapi.json', () => asyncApi);
  log.debug({ code: 'docs' }, 'OpenAPI is served at /docs');
}
