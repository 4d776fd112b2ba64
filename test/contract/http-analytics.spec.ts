import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { refusalProbability } from '@allocator/domain';
import { analyst, bearer, epCscf, wwsf } from '../support/access-token.js';
import { eventually } from '../support/eventually.js';
import type { RunningService } from '../support/running-service.js';
import { frozenClock, runService } from '../support/running-service.js';

/** When the history happened, in seconds from now. */
const ago = -600;

type Body = Readonly<Record<string, unknown>>;

/** Three identities; leases of 100 s, tokens of 90 s. Figures are per minute of the clock. */
describe('analytics of a pool', () => {
  let running: RunningService;
  let clock: Awaited<ReturnType<typeof frozenClock>>;
  let start: number;
  beforeAll(async () => {
    running = await runService();
    const { api } = running;
    clock = await frozenClock(running);
    // Within the hour that a forecast is based on.
    start = Date.parse(clock.iso(ago));
    await clock.to(ago);
    await api.setUpPool({ poolId: 'pool-a', identities: 3, lifetime: 100, guard: 10 });
    const anonymous = { subject: { kind: 'anonymous', session: 'tab-1' } };
    const assigned = await api.assign('pool-a', 'alice');
    await api.assign('pool-a', 'bob');
    await api.send('POST', '/v1/pools/pool-a/assignments', anonymous, { 'idempotency-key': crypto.randomUUID() });
    expect((await api.assign('pool-a', 'carol')).status).toBe(409);
    await clock.to(ago + 40);
    await api.release(String(assigned.body['assignmentId']));
    await clock.to(ago + 50);
    const gone = { operatorId: 'op-pool-a', impi: 'web-2@ims.op-a.example', generation: 1, tokenRefused: true };
    expect(await api.send('POST', '/v1/indications', gone)).toMatchObject({ body: { effect: 'reassignable' } });
    await clock.to(ago + 130);
    // The identity that was freed by an indication is first: it was idle for 80 s. Then an expired one: 30 s.
    await api.assign('pool-a', 'dave');
    await api.assign('pool-a', 'erin');
    await eventually(
      async () => sums(await analytics())['assigned'] === 5 && sums(await analytics())['ended'] === 3,
      20_000,
      'the projector',
    );
  }, 60_000);
  afterAll(() => running.end());

  const span = () => `from=${new Date(start - 60_000).toISOString()}&until=${new Date(start + 600_000).toISOString()}`;
  const get = (path: string, headers: Record<string, string> = bearer(analyst)): Promise<Response> =>
    fetch(`${running.api.baseUrl}/v1/analytics/pools/${path}`, { headers });
  const analytics = async (): Promise<Body> => (await (await get(`pool-a?${span()}`)).json()) as Body;
  const sums = (body: Body): Body => body['sums'] as Body;

  it('give totals', async () => {
    expect(await analytics()).toMatchObject({
      poolId: 'pool-a',
      identities: 3,
      sums: {
        assigned: 5,
        anonymous: 1,
        refused: 1,
        released: 2,
        expired: 2,
        ended: 3,
        hinted: 1,
        indicated: 1,
        wastedSeconds: 60,
      },
      anonymousShare: 0.2,
      hintedShare: 1 / 3,
      meanWasteSeconds: 60,
    });
  });

  it('give figures per minute, with the leased identities at its end and the peak', async () => {
    const { minutes, peak } = await analytics();
    const byMinute = minutes as { minute: string; assigned: number; ended: number; leased: number }[];
    let leased = 0;
    for (const minute of byMinute) {
      leased += minute.assigned - minute.ended;
      expect([minute.minute, minute.leased]).toEqual([minute.minute, leased]);
    }
    expect(leased).toBe(2);
    const most = Math.max(...byMinute.map((minute) => minute.leased));
    expect(peak).toMatchObject({ leased: most, utilisation: most / 3 });
    const later = (await (
      await get(`pool-a?from=${byMinute.at(-1)?.minute ?? ''}&until=2099-01-01T00:00:00Z`)
    ).json()) as Body;
    expect(later['minutes']).toEqual([byMinute.at(-1)]);
  });

  it('give only the first minutes if the limit is smaller, and say where the sums end', async () => {
    const first = (await (await get(`pool-a?${span()}&limit=1`)).json()) as Body;
    const all = await analytics();
    const [minute] = all['minutes'] as { minute: string; assigned: number }[];
    expect(first['until']).toBe(new Date(Date.parse(minute?.minute ?? '') + 60_000).toISOString());
    expect(sums(first)['assigned']).toBe(minute?.assigned);
  });

  it('give how long identities were idle before they were assigned again', async () => {
    const reuse = (await analytics())['reuse'] as { belowSeconds: number | null; assignments: number }[];
    expect(reuse.filter(({ assignments }) => assignments > 0)).toEqual([
      { belowSeconds: 60, assignments: 1 },
      { belowSeconds: 600, assignments: 1 },
    ]);
    expect(reuse.at(-1)).toEqual({ belowSeconds: null, assignments: 0 });
  });

  it('give the minutes as CSV', async () => {
    const answer = await get(`pool-a?${span()}`, { ...bearer(analyst), accept: 'text/csv' });
    expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
    const [header, ...rows] = (await answer.text()).trimEnd().split('\r\n');
    expect(header?.split(',').slice(0, 3)).toEqual(['minute', 'assigned', 'anonymous']);
    expect(rows).toHaveLength(((await analytics())['minutes'] as unknown[]).length);
  });

  it('forecast the effect of the current rate, and what would help', async () => {
    const body = (await (await get('pool-a/forecast?refusalPercent=5')).json()) as Body;
    const arrivals = Number(body['arrivalsPerHour']);
    const offered = (arrivals / 3_600) * 100;
    expect(arrivals).toBe(6);
    expect(body).toMatchObject({
      identities: 3,
      securityLifetimeSeconds: 100,
      refusalPercent: 5,
      secondsToExhaustion: expect.any(Number) as unknown,
      withIndications: { hintedShare: 1 / 3, meanStaySeconds: 40 },
    });
    expect(body['offeredErlang']).toBeCloseTo(offered, 9);
    expect(body['refusalProbability']).toBeCloseTo(refusalProbability(offered, 3), 12);
    const { identitiesNeeded } = body['advice'] as { identitiesNeeded: number };
    expect(refusalProbability(offered, identitiesNeeded)).toBeLessThanOrEqual(0.05);
    expect(refusalProbability(offered, identitiesNeeded - 1)).toBeGreaterThan(0.05);
  });

  it.each(['0', '101', '-1', 'x', '5%'])('refuse refusalPercent=%s', async (percent) => {
    expect((await get(`pool-a/forecast?refusalPercent=${encodeURIComponent(percent)}`)).status).toBe(400);
  });

  it('are visible to those who may see the pool; others get 404', async () => {
    expect((await get('pool-a', bearer(wwsf('wwsf-a')))).status).toBe(200);
    expect((await get('pool-a', bearer(wwsf('wwsf-other')))).status).toBe(404);
    expect((await get('pool-a/forecast', bearer(wwsf('wwsf-other')))).status).toBe(404);
    expect((await get('pool-b')).status).toBe(404);
    expect((await get('pool-a', bearer(epCscf('op-pool-a')))).status).toBe(403);
  });
});
