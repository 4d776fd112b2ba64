import { OverloadedError } from '@allocator/application';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { TenantLoad } from './tenant-load.js';

const retryAfterSeconds = 1;
/**
 * Its connection asks nothing meanwhile. Who was refused at once would ask again at once, and saying no would be all that there is
 * time for.
 */
const refuseAfterMs = 1_000;
/** Of the body, for each command of a batch: about what an assignment takes. */
const bytesPerCommand = 100;

/**
 * Refuses a WWSF's request while it has as much under way as it may: when it is known who calls, and before the body is read,
 * so that a flood costs little and nobody else waits for it. Commands over Kafka wait in their topic instead.
 */
export function shedLoad(fastify: FastifyInstance): void {
  const load = new TenantLoad();
  const counted = new WeakMap<FastifyRequest, number>();
  fastify.addHook('onRequest', (request, _reply, done) => {
    const wwsfId = request.caller?.wwsfId ?? null;
    if (wwsfId === null || request.method !== 'POST') {
      done();
      return;
    }
    const commands = commandsIn(request);
    if (load.tryBegin(wwsfId, commands)) {
      counted.set(request, commands);
      done();
    } else setTimeout(done, refuseAfterMs, new OverloadedError(retryAfterSeconds));
  });
  // Called for each request that came in, however it ended.
  fastify.addHook('onResponse', (request, _reply, done) => {
    const commands = counted.get(request);
    if (commands !== undefined) load.end(request.caller?.wwsfId ?? '', commands);
    done();
  });
}

/** By its length: nobody has read it yet. */
function commandsIn({ headers }: FastifyRequest): number {
  const bytes = Number(headers['content-length']);
  return Number.isNaN(bytes) ? 1 : Math.max(1, Math.ceil(bytes / bytesPerCommand));
}
