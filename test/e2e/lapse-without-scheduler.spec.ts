import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ApiClient } from '../support/api-client.js';
import { createDatabase, dropDatabase } from '../support/fresh-database.js';
import { readStore } from '../support/read-store.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';

describe('a service without a scheduler', () => {
  const nine = Date.parse('2026-01-01T09:00:00.000Z');
  let url: string;
  let service: ServiceProcess;
  let client: ApiClient;
  let owner: pg.Pool;
  beforeAll(async () => {
    url = await createDatabase();
    owner = new pg.Pool({ connectionString: url, max: 1 });
    service = await startService({ DATABASE_URL: url, ROLES: 'api' });
    client = new ApiClient(service.baseUrl);
    await clockAt(nine);
    await client.setUpPool({ poolId: 'pool-a', identities: 1, lifetime: 600 });
  }, 60_000);
  afterAll(async () => {
    await service.stop();
    await owner.end();
    await dropDatabase(url);
  });

  const clockAt = (instant: number) =>
    owner.query(
      `create or replace function allocator_clock() returns timestamptz language sql volatile
         as $$select timestamptz '${new Date(instant).toISOString()}'$$`,
    );

  it('edge case 1: assigns a lapsed identity again at its bound and not 1 ms earlier, with Expired before Assigned', async () => {
    expect(await client.assign('pool-a', 'alice')).toMatchObject({
      status: 201,
      body: { generation: 1, reassignableAt: '2026-01-01T09:10:00.000Z' },
    });
    await clockAt(nine + 600_000 - 1);
    expect(await client.assign('pool-a', 'bob')).toMatchObject({
      status: 409,
      body: { code: 'pool-exhausted', nextReassignableAt: '2026-01-01T09:10:00.000Z' },
    });
    await clockAt(nine + 600_000);
    expect(await client.assign('pool-a', 'carol')).toMatchObject({ status: 201, body: { generation: 2 } });

    type Event = { type: string; time: string; position: number; data: { effectiveAt: string } };
    const events = (await readStore(service.baseUrl, 6)).map((document) => JSON.parse(document) as Event);
    expect(events.slice(-3).map(({ type }) => type)).toEqual(['Refused', 'Expired', 'Assigned']);
    const [expired, assigned] = events.slice(-2);
    expect(expired?.time).toBe(assigned?.time);
    expect(expired?.data.effectiveAt).toBe('2026-01-01T09:10:00.000Z');
  });
});
