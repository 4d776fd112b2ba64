import type { FastifyInstance } from 'fastify';
import { LRUCache } from 'lru-cache';
import { ProblemError } from '../problems/problem-error.js';

const windowMs = 1_000;
const retryAfterSeconds = 1;
/** Largest number of tenants whose requests are counted at the same time. */
const tenantsMax = 10_000;

interface Window {
  readonly beganAt: number;
  requests: number;
}

/** Limits the requests per second of one tenant to this process; more get 429 with Retry-After. Public routes are not counted. */
export function limitRate(fastify: FastifyInstance, perSecond: number): void {
  const windows = new LRUCache<string, Window>({ max: tenantsMax });
  fastify.addHook('onRequest', ({ caller }, _reply, done) => {
    if (caller === null) {
      done();
      return;
    }
    const now = performance.now();
    let window = windows.get(caller.tenant);
    if (window === undefined || now - window.beganAt >= windowMs) {
      window = { beganAt: now, requests: 0 };
      windows.set(caller.tenant, window);
    }
    if (++window.requests <= perSecond) done();
    else done(new ProblemError('rate-limited', {}, retryAfterSeconds));
  });
}
