import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';
import { untilLogged } from '../support/until-logged.js';

const skewMsMax = 2_000;

describe("a database clock that differs from the process's", () => {
  let running: RunningService;
  beforeAll(async () => {
    running = await runService({ CLOCK_SKEW_SECONDS_MAX: String(skewMsMax / 1_000) });
    await running.api.setUpPool({ poolId: 'pool-a', identities: 3 });
  }, 60_000);
  afterAll(() => running.end());

  const countEvents = async (): Promise<unknown> => {
    const { rows } = await running.database.owner.query('select count(*)::int as count from events');
    return (rows[0] as { count: number }).count;
  };
  const setClock = (byMs: number): Promise<unknown> =>
    running.database.owner.query(
      `create or replace function allocator_clock() returns timestamptz language sql volatile as
       $$select clock_timestamp() + interval '${String(byMs)} milliseconds'$$`,
    );

  it('edge case 3: warns an operator whose guard covers less skew than the service tolerates, with both numbers', async () => {
    const profile = (clockSkewSeconds: number) => ({
      maxRegistrationSeconds: 600,
      registrationModel: 'outlives-token',
      guard: { tokenLeewaySeconds: 0, clockSkewSeconds, inFlightSeconds: 0, purgeDelaySeconds: 0 },
      indications: 'accepted',
    });
    const warnings = [{ code: 'clock-skew-below-tolerance', detail: expect.stringMatching(/\b0\b.*\b2\b/) }];
    const { api, process } = running;
    expect(await api.put('/v1/operators/op-w', profile(0))).toMatchObject({ status: 200, body: { warnings } });
    expect((await api.get('/v1/operators/op-w/feasibility')).body).toMatchObject({ warnings });
    await untilLogged(process, /"level":"warn".*"code":"clock-skew-below-tolerance","operatorId":"op-w"/);
    expect(await api.put('/v1/operators/op-w', profile(2))).toMatchObject({ status: 200, body: { warnings: [] } });
  });

  it('edge case 3: assigns and records nothing while it is further ahead than agreed', async () => {
    const before = await countEvents();
    await setClock(60_000);
    const answer = await running.api.assign('pool-a', 'alice');
    expect([answer.status, answer.body['code'], answer.headers.get('retry-after')]).toEqual([
      503,
      'store-unavailable',
      '1',
    ]);
    expect(answer.body['detail']).toMatch(/^the database's clock is (59|60)\d{3} ms from this process's$/);
    expect(await countEvents()).toBe(before);
    expect(running.process.log().match(/"code":"clock-failed"/g)).toHaveLength(1);
  });

  it('edge case 3: uses the last recorded time of the lane while it is behind', async () => {
    await setClock(0);
    const { body: first } = await running.api.assign('pool-a', 'bob');
    await setClock(-60_000);
    const { body: second } = await running.api.assign('pool-a', 'carol');
    expect(second['assignedAt']).toBe(first['assignedAt']);
  });

  it('assigns again when it is within the agreed skew', async () => {
    await setClock(skewMsMax / 2);
    expect(await running.api.assign('pool-a', 'dave')).toMatchObject({ status: 201 });
    expect(running.process.log()).toContain('"code":"clock-recovered"');
  });
});
