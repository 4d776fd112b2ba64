import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../problems/problem-error.js';
import { followsEvents } from './follows-events.js';
import type { RouteLimits } from './limits.js';
import type { RequestsInProgress } from './requests-in-progress.js';

const retryAfterSeconds = 1;
/** Largest number of concurrent requests of one tenant in this process, by what they read. Followers have their own limit. */
const readsMax = { history: 8, state: 256 };
type Budget = keyof typeof readsMax;

/**
 * Refuses a request of a tenant that has used up the budget of that request, so that one tenant cannot
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
    const budget = budgetOf(request);
    if (budget === undefined || request.caller === null) {
      done();
      return;
    }
    const key = `${budget} ${request.caller.tenant}`;
    const others = reads.get(key) ?? 0;
    if (others >= readsMax[budget]) {
      done(new ProblemError('too-many-reads', { detail: detailOf(budget) }, retryAfterSeconds));
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

/** Undefined for other writes and for followers of events, which have other limits. */
function budgetOf(request: FastifyRequest): Budget | undefined {
  const { limits } = request.routeOptions.config;
  return limits?.budget === 'events' && followsEvents(request) ? undefined : budgetOfRoute(request.method, limits);
}

export function isLimitedRead(method: string, limits: RouteLimits | undefined): boolean {
  return budgetOfRoute(method, limits) !== undefined;
}

function budgetOfRoute(method: string, limits: RouteLimits | undefined): Budget | undefined {
  if (limits?.budget !== undefined) return limits.budget === 'state' ? 'state' : 'history';
  return method === 'GET' || method === 'HEAD' ? 'state' : undefined;
}

function detailOf(budget: Budget): string {
  const what = {
    history: 'of lists, events, audit and analytics',
    state: 'of assignments, identities and availability',
  }[budget];
  return `limit of ${String(readsMax[budget])} concurrent reads ${what} per tenant and process`;
}
