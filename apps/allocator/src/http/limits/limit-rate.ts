import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { ProblemError } from '../problems/problem-error.js';

const windowMs = 1_000;
/** Largest number of tenants whose requests are counted at the same time. */
const tenantsMax = 10_000;

/** Limits the requests per second of one tenant to this process; more get 429 with Retry-After. Public routes are not counted. */
export async function limitRate(fastify: FastifyInstance, perSecond: number): Promise<void> {
  const none = { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false };
  await fastify.register(rateLimit, {
    max: perSecond,
    timeWindow: windowMs,
    cache: tenantsMax,
    keyGenerator: ({ caller }) => caller?.tenant ?? '',
    allowList: ({ caller }) => caller === null,
    addHeaders: { ...none, 'retry-after': true },
    addHeadersOnExceeding: none,
    errorResponseBuilder: () => new ProblemError('rate-limited'),
  });
}
