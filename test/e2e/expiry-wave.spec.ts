import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { laneOf } from '@allocator/domain';
import { ApiClient } from '../support/api-client.js';
import { createDatabase, dropDatabase } from '../support/test-database.js';
import { eventually } from '../support/eventually.js';
import { readStore } from '../support/read-store.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';

/** How late many more are recorded is measured by `storm` of the bench. */
const leases = 4_000;
const lane = laneOf('pool-a', 8);
const lifetime = 20;
/** Assignable identities for users who arrive while the leases lapse. */
const spare = 300;
/** Of a user between two requests, so that spare identities are left when the wave begins. */
const pauseMs = 10;

interface Event {
  readonly type: string;
  readonly time: string;
  readonly data: { readonly assignmentId: string; readonly effectiveAt: string };
}

describe(`${String(leases)} leases that lapse together`, () => {
  let url: string;
  let service: ServiceProcess;
  let client: ApiClient;
  beforeAll(async () => {
    url = await createDatabase();
    service = await startService({ DATABASE_URL: url });
    client = new ApiClient(service.baseUrl);
    await client.setUpPool({ poolId: 'pool-a', identities: leases + spare, lifetime });
  }, 60_000);
  afterAll(async () => {
    await service.stop();
    await dropDatabase(url);
  });

  it('are each recorded once and not before their bounds, and users are served between them', async () => {
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

    // The users are there when the first lease lapses.
    await eventually(() => Date.now() >= Math.min(...bounds) - 200, lifetime * 1_000, 'the first bound');
    let events: Event[] = [];
    let recorded = false;
    const answered: number[] = [];
    const arrive = async (): Promise<void> => {
      while (!recorded && answered.length < spare) {
        answered.push((await client.assign('pool-a', randomUUID())).status);
        await pause(pauseMs);
      }
    };
    const users = arrive();
    await eventually(
      async () => {
        events = (await readStore(service.baseUrl, lane)).map((document) => JSON.parse(document) as Event);
        recorded = events.filter(({ type }) => type === 'Expired').length >= leases;
        return recorded;
      },
      60_000,
      'all lapses recorded',
    );
    await users;
    expect(new Set(answered)).toEqual(new Set([201]));

    const lapsed = new Set(outcomes.map(({ body }) => body['assignmentId']));
    const expired = events.filter(({ type, data }) => type === 'Expired' && lapsed.has(data.assignmentId));
    expect(expired).toHaveLength(leases);
    expect(new Set(expired.map(({ data }) => data.assignmentId)).size).toBe(leases);
    const lateness = expired.map(({ time, data }) => Date.parse(time) - Date.parse(data.effectiveAt));
    expect(Math.min(...lateness)).toBeGreaterThanOrEqual(0);
    // The lane's order shows that no user waited for the whole wave.
    const typesDuringWave = events
      .slice(events.indexOf(expired[0] as Event), events.indexOf(expired.at(-1) as Event))
      .map(({ type }) => type);
    expect(typesDuringWave).toContain('Assigned');
  }, 120_000);
});
