import { OverloadedError } from '@allocator/application';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { bodyBytesMax } from './limit-bodies.js';
import type { RequestsInProgress } from './requests-in-progress.js';
import { TenantLoad } from './tenant-load.js';

const retryAfterSeconds = 1;
/**
 * Delay of a refusal. The connection sends no other request in this time; a client that is refused immediately retries immediately,
 * and the process would then do nothing but refuse.
 */
const refuseAfterMs = 1_000;
/** Largest number of concurrent delayed refusals; further ones are sent without delay. A connection can pipeline requests, so connections are not a bound. */
const heldMax = 2_000;
/** Bytes of a body that count as one command: about the size of an assignment in a batch. */
const bytesPerCommand = 100;
/** Largest number of commands in a batch. */
const commandsPerRequestMax = 1_000;

/**
 * Refuses a request of a WWSF that has the maximum number of commands in progress. It does so after authentication and before the
 * body is read, so that a flood is cheap and delays no other tenant. Commands over Kafka wait in their topic instead.
 */
export function shedLoad(fastify: FastifyInstance, inProgress: RequestsInProgress): void {
  const load = new TenantLoad();
  let held = 0;
  fastify.addHook('onRequest', (request, reply, done) => {
    const wwsfId = request.caller?.wwsfId ?? null;
    if (wwsfId === null || request.method !== 'POST') {
      done();
      return;
    }
    let commands = commandsIn(request);
    if (load.tryBegin(wwsfId, commands)) {
      inProgress.count(request, reply, {
        // The body has been read: correct the count that was estimated from the route.
        onDeciding: ({ bodyLength }) => {
          const surplus = bodyLength === null ? 0 : Math.max(0, commands - commandsOf(bodyLength));
          commands -= surplus;
          load.end(wwsfId, surplus);
        },
        onOver: () => {
          load.end(wwsfId, commands);
        },
      });
      done();
    } else if (held >= heldMax) done(new OverloadedError(retryAfterSeconds));
    else {
      held++;
      setTimeout(() => {
        held--;
        done(new OverloadedError(retryAfterSeconds));
      }, refuseAfterMs);
    }
  });
}

/** Estimated from `Content-Length`, as the body has not been read. A chunked body counts as the maximum of its route until it is read. */
function commandsIn({ headers, routeOptions: { bodyLimit } }: FastifyRequest): number {
  if (bodyLimit <= bodyBytesMax) return 1;
  if (headers['transfer-encoding'] !== undefined) return commandsOf(bodyLimit);
  return commandsOf(Number(headers['content-length'] ?? 0));
}

function commandsOf(bytes: number): number {
  return Math.min(Math.max(1, Math.ceil(bytes / bytesPerCommand)), commandsPerRequestMax);
}
