import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { analyst, auditor } from '../support/access-token.js';
import type { ApiClient } from '../support/api-client.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';

/** More than the connections that the service has for reads of history. */
const asked = 40;
const underWayMax = 8;
const path = '/v1/analytics/pools/pool-a';

describe('long reads of an analyst', () => {
  let running: RunningService;
  let api: ApiClient;
  let greedy: ApiClient;
  beforeAll(async () => {
    running = await runService({ ROLES: 'api' });
    ({ api } = running);
    await api.setUpPool({ poolId: 'pool-a', identities: 3 });
    greedy = api.as({ ...analyst, client: 'greedy' });
  }, 60_000);
  afterAll(() => running.end());

  it('are limited, and no other caller waits for them', async () => {
    const { owner } = running.database;
    await owner.query('begin');
    await owner.query('lock table pool_activity in access exclusive mode');
    const reads = Array.from({ length: asked }, () => greedy.get(path));
    const settled = Promise.all(reads);
    const first = await Promise.race(reads);
    expect(first).toMatchObject({ status: 429, body: { code: 'too-many-reads' } });
    expect(first.headers.get('retry-after')).toBe('1');

    expect(await api.as({ ...auditor, client: 'other' }).get('/v1/pools/pool-a/availability')).toMatchObject({
      status: 200,
    });
    const assigned = await api.assign('pool-a', 'alice');
    expect(assigned.status).toBe(201);
    expect((await api.get(`/v1/assignments/${String(assigned.body['assignmentId'])}`)).status).toBe(200);

    await owner.query('commit');
    const statuses = (await settled).map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(underWayMax).fill(200), ...Array(asked - underWayMax).fill(429)]);
    expect((await greedy.get(path)).status).toBe(200);
  });
});
