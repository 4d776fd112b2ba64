import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { wwsf } from '../support/access-token.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';

describe('a tenant that exceeds its rate limit', () => {
  let running: RunningService;
  beforeAll(async () => {
    running = await runService({ ROLES: 'api', RATE_LIMIT_PER_SECOND: '10' });
  }, 60_000);
  afterAll(() => running.end());

  it('gets 429 with Retry-After, and other tenants do not', async () => {
    const [greedy, other] = [running.api.as(wwsf('wwsf-greedy')), running.api.as(wwsf('wwsf-other'))];
    const path = '/v1/pools/pool-a/availability';
    // Of 60 requests sent together, more than 10 fall into one second.
    const [answers, others] = await Promise.all([
      Promise.all(Array.from({ length: 60 }, () => greedy.get(path))),
      Promise.all(Array.from({ length: 5 }, () => other.get(path))),
    ]);
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThan(20);
    expect(limited[0]).toMatchObject({ body: { code: 'rate-limited', status: 429 } });
    expect(limited[0]?.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(limited.map(({ headers }) => headers.get('retry-after'))).toEqual(limited.map(() => '1'));
    expect(answers.filter(({ status }) => status === 404).length).toBeGreaterThanOrEqual(10);
    expect(others.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  });

  it('public routes are not counted', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => fetch(`${running.api.baseUrl}/health/live`)));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    await Promise.all(answers.map((answer) => answer.arrayBuffer()));
  });
});
