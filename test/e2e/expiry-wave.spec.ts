// Test class: timing. Expects 10,000 lapses to be recorded within 2 s.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ApiClient } from '../support/api-client.js';
import { createDatabase, dropDatabase } from '../support/fresh-database.js';
import { eventually } from '../support/eventually.js';
import { readStore } from '../support/read-store.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';

const leases = 10_000;
const lifetime = 20;
/** The service records each lapse within this time, however many leases lapse in the same second. */
const lateMsMax = 2_000;

interface Event {
  readonly type: string;
  readonly time: string;
  readonly data: { readonly effectiveAt: string; readonly reassignableAt: string };
}

describe('10,000 leases that lapse together', () => {
  let url: string;
  let service: ServiceProcess;
  let client: ApiClient;
  beforeAll(async () => {
    url = await createDatabase();
    service = await startService({ DATABASE_URL: url });
    client = new ApiClient(service.baseUrl);
    await client.setUpPool({ poolId: 'pool-a', identities: leases + 100, lifetime });
  }, 60_000);
  afterAll(async () => {
    await service.stop();
    await dropDatabase(url);
  });

  it('are recorded within 2 s of their bounds, and not earlier, while assignments are answered', async () => {
    const batches = Array.from({ length: leases / 1_000 }, () =>
      Array.from({ length: 1_000 }, () => ({
        commandId: randomUUID(),
        subject: { kind: 'anonymous', session: randomUUID() },
      })),
    );
    const answers = await Promise.all(
      batches.map((commands) => client.send('POST', '/v1/pools/pool-a/assignment-batches', { commands })),
    );
    const outcomes = answers.flatMap(
      ({ body }) => body['outcomes'] as { status: number; body: Record<string, string> }[],
    );
    expect(outcomes.filter(({ status }) => status === 201)).toHaveLength(leases);
    const bounds = outcomes.map(({ body }) => Date.parse(String(body['reassignableAt'])));
    // Otherwise the leases do not lapse together.
    expect(Math.max(...bounds) - Math.min(...bounds)).toBeLessThan((lifetime / 2) * 1_000);

    // Assignments while the leases lapse.
    const answered: number[] = [];
    const waveEnd = Math.max(...bounds) + lateMsMax;
    await eventually(() => Date.now() >= Math.min(...bounds), lifetime * 1_000, 'the first bound');
    while (Date.now() < waveEnd && answered.length < 90)
      answered.push((await client.assign('pool-a', randomUUID())).status);
    expect(new Set(answered)).toEqual(new Set([201]));

    let expired: Event[] = [];
    await eventually(
      async () => {
        const events = (await readStore(service.baseUrl, 6)).map((document) => JSON.parse(document) as Event);
        expired = events.filter(({ type }) => type === 'Expired');
        return expired.length >= leases;
      },
      10_000,
      'all lapses recorded',
    );
    const lateness = expired.slice(0, leases).map(({ time, data }) => Date.parse(time) - Date.parse(data.effectiveAt));
    expect(Math.min(...lateness)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...lateness)).toBeLessThanOrEqual(lateMsMax);
  }, 60_000);
});
