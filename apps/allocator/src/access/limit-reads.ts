import type { FastifyInstance, FastifyRequest } from 'fastify';
import { followsEvents } from '../roles/api/event-lines.js';
import { ProblemError } from '../roles/api/problem-error.js';
import { countUntilOver } from './until-over.js';

const retryAfterSeconds = 1;
/** Reads of one tenant under way in this process: of history, and of the present state. Followers have a limit of their own. */
const readsMax = { history: 8, state: 256 };
type ReadKind = keyof typeof readsMax;

/** What reads many rows: events, audit, analytics and what they are checked by. */
const historyPaths = /^\/v1\/(?:events|audit|analytics|lanes|checkpoints)\b|\/(?:activity|feasibility)$/;

/**
 * Refuses a tenant's read while as many of its reads are under way as the limit of their kind: no tenant holds the database
 * connections that others wait for.
 */
export function limitReads(fastify: FastifyInstance): void {
  const reads = new Map<string, number>();
  const countedUntilOver = countUntilOver<string>(fastify, (key) => {
    const others = (reads.get(key) ?? 0) - 1;
    if (others > 0) reads.set(key, others);
    else reads.delete(key);
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    const kind = kindOf(request);
    if (kind === undefined || request.caller === null) {
      done();
      return;
    }
    const key = `${kind} ${request.caller.tenant}`;
    const underWay = reads.get(key) ?? 0;
    if (underWay >= readsMax[kind]) {
      done(new ProblemError('too-many-reads', { detail: detailOf(kind) }, retryAfterSeconds));
      return;
    }
    reads.set(key, underWay + 1);
    countedUntilOver(request, reply, key);
    done();
  });
}

/** Undefined for a request that is not limited as a read: a write, or one that follows events. */
function kindOf(request: FastifyRequest): ReadKind | undefined {
  const route = request.routeOptions.url ?? '';
  return route === '/v1/events' && followsEvents(request) ? undefined : kindOfRoute(request.method, route);
}

/** @param route as it was registered: `/v1/pools/:poolId` */
export function isLimitedRead(method: string, route: string): boolean {
  return kindOfRoute(method, route) !== undefined;
}

function kindOfRoute(method: string, route: string): ReadKind | undefined {
  if (historyPaths.test(route)) return 'history';
  return method === 'GET' || method === 'HEAD' ? 'state' : undefined;
}

function detailOf(kind: ReadKind): string {
  const what = { history: 'of events, audit and analytics', state: 'of assignments, identities and availability' }[
    kind
  ];
  return `a tenant can have ${String(readsMax[kind])} reads ${what} under way in one process`;
}
