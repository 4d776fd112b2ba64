import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../problems/problem-error.js';
import { followsEvents } from './follows-events.js';
import type { RouteLimits } from './limits.js';
import type { RequestsInProgress } from './requests-in-progress.js';

const retryAfterSeconds = 1;
/** Largest number of concurrent reads of one tenant in this process, of history and of the current state. Followers have their own limit. */
const readsMax = { history: 8, state: 256 };
type ReadKind = keyof typeof readsMax;

/**
 * Refuses a read of a tenant that already has the maximum number of concurrent reads of that kind, so that one tenant cannot
 * occupy the database connections of all others.
 */
export function limitReads(fastify: FastifyInstance, inProgress: RequestsInProgress): void {
  const reads = new Map<string, number>();
  const end = (key: string): void => {
    const others = (reads.get(key) ?? 0) - 1;
    if (others > 0) reads.set(key, others);
    else reads.delete(key);
  };
  fastify.addHook('onRequest', (request, reply, done) => {
    const kind = kindOf(request);
    if (kind === undefined || request.caller === null) {
      done();
      return;
    }
    const key = `${kind} ${request.caller.tenant}`;
    const others = reads.get(key) ?? 0;
    if (others >= readsMax[kind]) {
      done(new ProblemError('too-many-reads', { detail: detailOf(kind) }, retryAfterSeconds));
      return;
    }
    reads.set(key, others + 1);
    inProgress.count(request, reply, {
      onOver: () => {
        end(key);
      },
    });
    done();
  });
}

/** Undefined for writes and for followers of events, which have other limits. */
function kindOf(request: FastifyRequest): ReadKind | undefined {
  const { limits } = request.routeOptions.config;
  return limits?.reads === 'events' && followsEvents(request) ? undefined : kindOfRoute(request.method, limits);
}

export function isLimitedRead(method: string, limits: RouteLimits | undefined): boolean {
  return kindOfRoute(method, limits) !== undefined;
}

function kindOfRoute(method: string, limits: RouteLimits | undefined): ReadKind | undefined {
  if (limits?.reads !== undefined) return 'history';
  return method === 'GET' || method === 'HEAD' ? 'state' : undefined;
}

function detailOf(kind: ReadKind): string {
  const what = { history: 'of events, audit and analytics', state: 'of assignments, identities and availability' }[
    kind
  ];
  return `limit of ${String(readsMax[kind])} concurrent reads ${what} per tenant and process`;
}
