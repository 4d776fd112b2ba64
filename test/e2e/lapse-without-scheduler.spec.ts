import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readStore } from '../support/read-store.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';

describe('a service without a scheduler', () => {
  const nine = Date.parse('2026-01-01T09:00:00.000Z');
  let running: RunningService;
  beforeAll(async () => {
    running = await runService({ ROLES: 'api' });
    await running.database.setNow(nine);
    await running.api.setUpPool({ poolId: 'pool-a', identities: 1, lifetime: 600 });
  }, 60_000);
  afterAll(() => running.end());

  it('edge case 1: assigns a lapsed identity again at its bound and not 1 ms earlier, with Expired before Assigned', async () => {
    const { api, database } = running;
    expect(await api.assign('pool-a', 'alice')).toMatchObject({
      status: 201,
      body: { generation: 1, reassignableAt: '2026-01-01T09:10:00.000Z' },
    });
    await database.setNow(nine + 600_000 - 1);
    expect(await api.assign('pool-a', 'bob')).toMatchObject({
      status: 409,
      body: { code: 'pool-exhausted', nextReassignableAt: '2026-01-01T09:10:00.000Z' },
    });
    await database.setNow(nine + 600_000);
    expect(await api.assign('pool-a', 'carol')).toMatchObject({ status: 201, body: { generation: 2 } });

    type Event = { type: string; time: string; position: number; data: { effectiveAt: string } };
    const events = (await readStore(api.baseUrl, 6)).map((document) => JSON.parse(document) as Event);
    expect(events.slice(-3).map(({ type }) => type)).toEqual(['Refused', 'Expired', 'Assigned']);
    const [expired, assigned] = events.slice(-2);
    expect(expired?.time).toBe(assigned?.time);
    expect(expired?.data.effectiveAt).toBe('2026-01-01T09:10:00.000Z');
  });
});
