import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { laneOf } from '@allocator/domain';
import { readIdentities } from '@allocator/postgres';
import { checkChain, checkConservation, checkNoEarlyExpiry, checkOneHolder } from '@allocator/testing';
import { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import type { FreshDatabase } from '../support/fresh-database.js';
import { freshDatabase } from '../support/fresh-database.js';
import { countEvents, documentsOf, lanes, assignMany, initialProfile, poolIds } from '../support/assign-many.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';

/** Number of assigned identities: enough to kill the service twice before every hold is extended. By hand: `LIVE_LEASES=100000`. */
const live = Number(process.env['LIVE_LEASES'] ?? 24_000);
const { operatorId, ...body } = initialProfile;
const raised = { ...body, maxRegistrationSeconds: 700 };

describe(`kill -9 while the holds of ${String(live)} identities are extended to raised terms`, () => {
  let database: FreshDatabase;
  let service: ServiceProcess;
  const start = (roles = 'api,scheduler') => startService({ DATABASE_URL: database.url, ROLES: roles });
  beforeAll(async () => {
    database = await freshDatabase(lanes);
    await assignMany(database, live);
    // Without a scheduler, only the call itself extends holds at first.
    service = await start('api');
  }, 240_000);
  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  const moved = () => countEvents(database, 'HoldExtended');
  const untilMoved = (count: number) =>
    eventually(async () => (await moved()) >= count, 120_000, `${String(count)} holds extended`);

  it('the scheduler of the next process completes the extension, without another call', async () => {
    const answer = new ApiClient(service.baseUrl)
      .put(`/v1/operators/${operatorId}`, raised)
      .catch(() => 'connection lost');
    await untilMoved(2_000);
    await service.kill();
    expect(await answer).toBe('connection lost');
    const movedBefore = await moved();
    expect(movedBefore).toBeLessThan(live);
    service = await start();
    await untilMoved(movedBefore + 6_000);
    await service.kill();
    expect(await moved()).toBeLessThan(live);
    service = await start();
    await untilMoved(live);
    await eventually(
      async () => (await database.owner.query('select from pools where hold_move is not null')).rowCount === 0,
      10_000,
    );
    expect(await moved()).toBe(live);
    const sentAgain = await new ApiClient(service.baseUrl).put(`/v1/operators/${operatorId}`, raised);
    expect(sentAgain).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await moved()).toBe(live);
  }, 240_000);

  it('every hold has its new bound, was extended once, and the history is unbroken', async () => {
    for (const poolId of poolIds) {
      const lane = laneOf(poolId, lanes);
      const documents = await documentsOf(database, lane);
      expect(checkChain(lane, documents)).toEqual([]);
      expect(checkOneHolder(lane, documents)).toEqual([]);
      expect(checkNoEarlyExpiry(lane, documents)).toEqual([]);
      expect(checkConservation(lane, documents, await readIdentities(database.pool, lane))).toEqual([]);
    }
    const { rows } = await database.owner.query(
      `select distinct extract(epoch from reassignable_at - token_expires_at)::int as after_token from availability`,
    );
    expect(rows).toEqual([{ after_token: 1_018 }]);
  }, 120_000);
});
