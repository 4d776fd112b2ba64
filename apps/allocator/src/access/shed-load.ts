import { OverloadedError } from '@allocator/application';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { bodyBytesMax } from '../body-limits.js';
import { TenantLoad } from './tenant-load.js';
import { countUntilOver } from './until-over.js';

const retryAfterSeconds = 1;
/**
 * Its connection asks nothing meanwhile. Who was refused at once would ask again at once, and saying no would be all that there is
 * time for.
 */
const refuseAfterMs = 1_000;
/** Refusals that are held back at a time: requests can come in a row on one connection, so connections are no bound. More are told at once. */
const heldMax = 2_000;
/** Of the body, for each command of a batch: about what an assignment takes. */
const bytesPerCommand = 100;
/** Of a batch. */
const commandsPerRequestMax = 1_000;

/**
 * Refuses a WWSF's request while it has as much under way as it may: when it is known who calls, and before the body is read,
 * so that a flood costs little and nobody else waits for it. Commands over Kafka wait in their topic instead.
 */
export function shedLoad(fastify: FastifyInstance): void {
  const load = new TenantLoad();
  let held = 0;
  const countedUntilOver = countUntilOver<Counted>(fastify, ({ wwsfId, commands }) => {
    load.end(wwsfId, commands);
  });
  const begun = new WeakMap<FastifyRequest, Counted>();
  fastify.addHook('onRequest', (request, reply, done) => {
    const wwsfId = request.caller?.wwsfId ?? null;
    if (wwsfId === null || request.method !== 'POST') {
      done();
      return;
    }
    const commands = commandsIn(request);
    if (load.tryBegin(wwsfId, commands)) {
      const counted = { wwsfId, commands };
      begun.set(request, counted);
      countedUntilOver(request, reply, counted);
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
  // What was counted by its route alone: now it is known.
  fastify.addHook('preHandler', (request, _reply, done) => {
    const counted = begun.get(request);
    const surplus =
      counted === undefined || request.bodyLength === null ? 0 : counted.commands - commandsOf(request.bodyLength);
    if (counted !== undefined && surplus > 0) {
      counted.commands -= surplus;
      load.end(counted.wwsfId, surplus);
    }
    done();
  });
}

interface Counted {
  readonly wwsfId: string;
  commands: number;
}

/** By its length: nobody has read it yet. Without a length (chunked) it counts as the most that its route takes, until it is read. */
function commandsIn({ headers, routeOptions: { bodyLimit } }: FastifyRequest): number {
  if (bodyLimit <= bodyBytesMax) return 1;
  if (headers['transfer-encoding'] !== undefined) return commandsOf(bodyLimit);
  return commandsOf(Number(headers['content-length'] ?? 0));
}

function commandsOf(bytes: number): number {
  return Math.min(Math.max(1, Math.ceil(bytes / bytesPerCommand)), commandsPerRequestMax);
}
