import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Answer } from '../support/api-client.js';
import { frozenClock, runService } from '../support/running-service.js';
import type { RunningService } from '../support/running-service.js';

const idOf = ({ body }: Answer): string => String(body['assignmentId']);

/** Lifetime 100 s, guard 10 s, so a token lives 90 s; quarantine 20 s. */
const terms = { lifetime: 100, guard: 10, quarantine: 20 };

describe('the policy of a pool for its subjects, over HTTP', () => {
  let running: RunningService;
  let clock: Awaited<ReturnType<typeof frozenClock>>;
  beforeAll(async () => {
    running = await runService();
    clock = await frozenClock(running);
    const { api } = running;
    const policy = { repeatSubject: 'same', affinity: true, maxPerSubject: 1, anonymousSharePercent: 50 } as const;
    await api.setUpPool({ poolId: 'pool-a', identities: 4, policy, ...terms });
  }, 60_000);
  afterAll(() => running.end());

  const anonymous = (session: string) =>
    running.api.send(
      'POST',
      '/v1/pools/pool-a/assignments',
      { subject: { kind: 'anonymous', session } },
      { 'idempotency-key': randomUUID() },
    );

  it('is part of the pool, and refused if it is invalid', async () => {
    const pool = { agreementId: 'agreement-pool-a', anonymous: 'allowed', repeatSubject: 'same' };
    const policy = { affinity: true, maxPerSubject: 1, anonymousSharePercent: 50 };
    expect(await running.api.put('/v1/pools/pool-a', { ...pool, ...policy })).toMatchObject({
      status: 200,
      body: { ...pool, ...policy, lane: 6 },
    });
    for (const wrong of [
      { affinity: 'yes' },
      { maxPerSubject: 0 },
      { maxPerSubject: 101 },
      { anonymousSharePercent: 101 },
    ]) {
      const { status, body } = await running.api.put('/v1/pools/pool-a', { ...pool, ...wrong });
      expect([status, body['code']]).toEqual([400, 'invalid-request']);
    }
  });

  it('gives a returning user the former identity, and shows its bound on both assignments', async () => {
    const { api } = running;
    const former = await api.assign('pool-a', 'alice');
    await api.release(idOf(former));
    const assigned = await api.assign('pool-a', 'alice');
    expect(assigned).toMatchObject({
      status: 201,
      body: { impi: former.body['impi'], generation: 2, state: 'assigned' },
    });
    expect(await api.get(`/v1/assignments/${idOf(former)}`)).toMatchObject({
      body: { state: 'released', reassignableAt: clock.iso(0) },
    });
    expect(await api.get(`/v1/assignments/${idOf(assigned)}`)).toMatchObject({
      body: { state: 'assigned', reassignableAt: clock.iso(100) },
    });
  });

  it('refuses one identity more than a subject may hold, with Retry-After', async () => {
    const { api } = running;
    await anonymous('tab-1');
    const refused = await anonymous('tab-1');
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'subject-limit-reached', nextReassignableAt: clock.iso(100) },
    });
    // The bound is by the stopped clock of the test, the header by the clock of the process.
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await api.assign('pool-a', 'bob')).toMatchObject({ status: 201 });
  });

  it('assigns anonymous users their share and no more, and recognises each by session', async () => {
    await anonymous('tab-2');
    expect(await anonymous('tab-3')).toMatchObject({ status: 409, body: { code: 'anonymous-share-used' } });
    const { rows } = await running.database.owner.query(
      `select s.reference, a.impi from subjects s
         join availability a on a.lane = s.lane and a.subject_id = s.subject_id
        where s.kind = 'anonymous' order by s.reference`,
    );
    expect(rows).toEqual([
      { reference: 'tab-1', impi: expect.any(String) },
      { reference: 'tab-2', impi: expect.any(String) },
    ]);
  });
});
