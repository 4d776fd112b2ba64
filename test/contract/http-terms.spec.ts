import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { impi } from '@allocator/testing';
import type { ApiClient } from '../support/api-client.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';

const guard = { tokenLeewaySeconds: 60, clockSkewSeconds: 5, inFlightSeconds: 128, purgeDelaySeconds: 120 };
const operator = {
  maxRegistrationSeconds: 600,
  registrationModel: 'outlives-token',
  guard,
  indications: 'accepted',
} as const;
const agreement = {
  operatorId: 'op-a',
  wwsfId: 'wwsf-a',
  securityLifetimeSeconds: 3600,
  quarantineSeconds: 60,
  minTokenLifetimeSeconds: 60,
  status: 'active',
} as const;
const pool = { agreementId: 'agreement-a', anonymous: 'allowed', repeatSubject: 'same' } as const;

/** One history: each case continues after the one before. */
describe('the terms of an IMS operator over HTTP', () => {
  let running: RunningService;
  let api: ApiClient;
  beforeAll(async () => {
    running = await runService();
    api = running.api;
  }, 60_000);
  afterAll(() => running.end());

  it('require the operator first, then the agreement, then the pool', async () => {
    expect(await api.put('/v1/agreements/agreement-a', agreement)).toMatchObject({
      status: 404,
      body: { code: 'operator-not-found' },
    });
    expect(await api.put('/v1/pools/pool-a', pool)).toMatchObject({
      status: 404,
      body: { code: 'agreement-not-found' },
    });
  });

  it('an operator is answered with its terms, its version, and the guard: leeway + 2 skews + in flight + purge', async () => {
    const { status, body } = await api.put('/v1/operators/op-a', operator);
    expect(status).toBe(200);
    expect(body).toEqual({
      operatorId: 'op-a',
      ...operator,
      minRegistrationSeconds: 60,
      version: 1,
      guardSeconds: 318,
      infeasibleAgreements: [],
      warnings: [],
    });
  });

  it('an agreement is answered with the token lifetime: L - R_max - G if registrations outlive tokens', async () => {
    const { status, body } = await api.put('/v1/agreements/agreement-a', agreement);
    expect(status).toBe(200);
    expect(body).toEqual({
      agreementId: 'agreement-a',
      ...agreement,
      version: 1,
      tokenLifetimeSeconds: 2682,
      feasible: true,
    });
  });

  it.each([
    [undefined, 3222],
    [90, 3192],
    [700, 2682],
    [0, 3282],
  ])(
    'the token lifetime is L - G - the registrar’s minimum (%s s, at most R_max) if the token caps registrations: %i s',
    async (minimum, token) => {
      const profile = { ...operator, registrationModel: 'capped-by-token', minRegistrationSeconds: minimum };
      await api.put('/v1/operators/op-capped', profile);
      const { body } = await api.put('/v1/agreements/agreement-capped', { ...agreement, operatorId: 'op-capped' });
      expect(body).toMatchObject({ tokenLifetimeSeconds: token });
    },
  );

  it('a lifetime that leaves no usable token is refused with the shortest feasible one, which is then accepted', async () => {
    const put = (securityLifetimeSeconds: number) =>
      api.put('/v1/agreements/agreement-short', { ...agreement, securityLifetimeSeconds });
    const refused = await put(977);
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'agreement-infeasible', minimumSecurityLifetimeSeconds: 978 },
    });
    expect(await put(978)).toMatchObject({ status: 200, body: { version: 1, tokenLifetimeSeconds: 60 } });
  });

  it('a profile that makes an agreement infeasible is recorded and names it; the agreement assigns nothing until it is changed', async () => {
    await api.put('/v1/pools/pool-short', { ...pool, agreementId: 'agreement-short' });
    await api.importIdentities('pool-short', 50, 2);
    const held = await api.assign('pool-short', 'holder');
    const raised = await api.put('/v1/operators/op-a', { ...operator, maxRegistrationSeconds: 601 });
    expect(raised).toMatchObject({ status: 200, body: { version: 2, infeasibleAgreements: ['agreement-short'] } });
    const moved = await api.get(`/v1/assignments/${String(held.body['assignmentId'])}`);
    expect(heldSeconds(moved.body)).toBe(979);
    const infeasible = { status: 409, body: { code: 'agreement-infeasible' } };
    expect(await api.assign('pool-short', 'next')).toMatchObject(infeasible);
    expect(await api.prolong(String(held.body['assignmentId']))).toMatchObject(infeasible);
    const short = { ...agreement, securityLifetimeSeconds: 978 };
    expect(await api.put('/v1/agreements/agreement-short', short)).toMatchObject({ body: { feasible: false } });
    expect(await api.put('/v1/agreements/agreement-short', { ...short, quarantineSeconds: 61 })).toMatchObject({
      status: 422,
      body: { code: 'agreement-infeasible', minimumSecurityLifetimeSeconds: 979 },
    });
    // An infeasible agreement can be set again unchanged, or suspended.
    expect(await api.put('/v1/agreements/agreement-short', { ...short, status: 'suspended' })).toMatchObject({
      status: 200,
      body: { feasible: false, tokenLifetimeSeconds: 59 },
    });
    expect((await api.get('/v1/operators/op-a/feasibility')).body).toMatchObject({ fitsAll: false });
    const longer = { ...agreement, securityLifetimeSeconds: 979 };
    expect(await api.put('/v1/agreements/agreement-short', longer)).toMatchObject({ body: { feasible: true } });
    expect(await api.assign('pool-short', 'next')).toMatchObject({ status: 201, body: { operatorVersion: 2 } });
    expect(await api.prolong(String(held.body['assignmentId']))).toMatchObject({ status: 200 });
    await api.put('/v1/operators/op-a', operator);
    await api.put('/v1/agreements/agreement-short', { ...agreement, securityLifetimeSeconds: 3600 });
  });

  it('an infeasible suspended agreement does not prevent a raise', async () => {
    const suspended = { ...agreement, operatorId: 'op-r', status: 'suspended' };
    await api.put('/v1/operators/op-r', operator);
    await api.put('/v1/agreements/agreement-r', { ...suspended, securityLifetimeSeconds: 978 });
    expect(await api.put('/v1/operators/op-r', { ...operator, maxRegistrationSeconds: 700 })).toMatchObject({
      status: 200,
      body: { maxRegistrationSeconds: 700, infeasibleAgreements: ['agreement-r'] },
    });
  });

  it.each([
    ['pool-a', 6],
    ['pool-b', 5],
    ['wwsf-a-de', 2],
  ])(
    'pool %s is in lane %i of 8, the partition that Kafka’s default partitioner gives its key',
    async (poolId, lane) => {
      const { status, body } = await api.put(`/v1/pools/${poolId}`, pool);
      expect({ status, body }).toEqual({ status: 200, body: { poolId, ...pool, lane, version: 1 } });
    },
  );

  it('the same terms keep their version, changed terms get the next one', async () => {
    expect((await api.put('/v1/operators/op-a', operator)).body).toMatchObject({ version: 3 });
    expect((await api.put('/v1/agreements/agreement-a', agreement)).body).toMatchObject({ version: 1 });
    const longer = { ...agreement, quarantineSeconds: 90 };
    expect((await api.put('/v1/agreements/agreement-a', longer)).body).toMatchObject({ version: 2 });
  });

  it('the parties of an agreement, and the agreement of a pool, cannot be changed', async () => {
    const others = { ...agreement, wwsfId: 'wwsf-b' };
    const fixed = { status: 409, body: { code: 'parties-fixed' } };
    expect(await api.put('/v1/agreements/agreement-a', others)).toMatchObject(fixed);
    // Another operator gets 404 for the agreement.
    const hidden = { status: 404, body: { code: 'agreement-not-found' } };
    expect(await api.put('/v1/agreements/agreement-a', { ...agreement, operatorId: 'op-capped' })).toMatchObject(
      hidden,
    );
    expect(await api.put('/v1/agreements/agreement-b', others)).toMatchObject({ status: 200 });
    expect(await api.put('/v1/pools/pool-a', { ...pool, agreementId: 'agreement-b' })).toMatchObject(fixed);
  });

  it('a shorter lifetime applies immediately, to new assignments only', async () => {
    await api.importIdentities('pool-a', 1, 3);
    const before = (await api.assign('pool-a', 'before')).body;
    await api.put('/v1/agreements/agreement-a', { ...agreement, securityLifetimeSeconds: 1800 });
    const after = (await api.assign('pool-a', 'after')).body;
    expect(heldSeconds(before)).toBe(3600);
    expect(heldSeconds(after)).toBe(1800);
    expect((await api.get(`/v1/assignments/${String(before['assignmentId'])}`)).body).toEqual(before);
    expect([before['agreementVersion'], after['agreementVersion']]).toEqual([2, 3]);
  });

  it('a raise moves the bounds of live assignments later before it is answered; lowering moves none', async () => {
    const bounds = async () =>
      Promise.all([1, 2].map(async (n) => (await api.get(`/v1/pools/pool-a/identities/${impi(n)}`)).body));
    const before = await bounds();
    const raised = await api.put('/v1/operators/op-a', { ...operator, maxRegistrationSeconds: 660 });
    expect(raised).toMatchObject({ status: 200, body: { version: 4, maxRegistrationSeconds: 660 } });
    expect(raised.body).not.toHaveProperty('exposures');
    const after = await bounds();
    const seconds = (of: Record<string, unknown>) => Date.parse(String(of['reassignableAt'])) / 1_000;
    expect(after.map(seconds)).toEqual(before.map((of) => seconds(of) + 60));
    const assignment = await api.get(`/v1/assignments/${String(after[0]?.['assignmentId'])}`);
    expect(assignment.body).toMatchObject({ operatorVersion: 3, reassignableAt: after[0]?.['reassignableAt'] });
    const lowered = await api.put('/v1/operators/op-a', { ...operator, maxRegistrationSeconds: 540 });
    expect(lowered).toMatchObject({ status: 200, body: { version: 5 } });
    expect(await bounds()).toEqual(after);
  });

  it('one R_max applies to every agreement of the operator, and each shows its arithmetic', async () => {
    const { status, body } = await api.get('/v1/operators/op-a/feasibility');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      operatorId: 'op-a',
      version: 5,
      maxRegistrationSeconds: 540,
      guardSeconds: 318,
      fitsAll: true,
      statement: 'One R_max of 540 s fits all agreements (3)',
    });
    expect(body['agreements']).toMatchObject([
      {
        agreementId: 'agreement-a',
        wwsfId: 'wwsf-a',
        securityLifetimeSeconds: 1800,
        fits: true,
        outlivingSeconds: 540,
        guardSeconds: 318,
        tokenLifetimeSeconds: 942,
        minimumSecurityLifetimeSeconds: 918,
        largestMaxRegistrationSeconds: 1422,
        arithmetic: 'L - R - G = 1800 - 540 - 318 = 942',
      },
      { agreementId: 'agreement-b' },
      { agreementId: 'agreement-short' },
    ]);
    expect(await api.get('/v1/operators/op-x/feasibility')).toMatchObject({
      status: 404,
      body: { code: 'operator-not-found' },
    });
  });

  it('a suspended agreement assigns nothing, and assigns again when it is active', async () => {
    await api.put('/v1/agreements/agreement-a', { ...agreement, status: 'suspended' });
    expect(await api.assign('pool-a', 'blocked')).toMatchObject({ status: 409, body: { code: 'agreement-suspended' } });
    await api.put('/v1/agreements/agreement-a', agreement);
    expect(await api.assign('pool-a', 'free')).toMatchObject({ status: 201 });
  });
});

describe('an invalid body of terms changes nothing, and the answer names the member', () => {
  let running: RunningService;
  beforeAll(async () => {
    running = await runService();
    await running.api.put('/v1/operators/op-a', operator);
  }, 60_000);
  afterAll(() => running.end());

  const paths = { operator: '/v1/operators/op-b', agreement: '/v1/agreements/agreement-b', pool: '/v1/pools/pool-b' };
  const bodies = { operator, agreement, pool };

  it.each([
    ['operator', { maxRegistrationSeconds: 0 }, 'maxRegistrationSeconds'],
    ['operator', { maxRegistrationSeconds: '600' }, 'maxRegistrationSeconds'],
    ['operator', { maxRegistrationSeconds: 0.5 }, 'maxRegistrationSeconds'],
    ['operator', { maxRegistrationSeconds: 1e12 }, 'maxRegistrationSeconds'],
    ['operator', { guard: { ...guard, clockSkewSeconds: -1 } }, 'guard.clockSkewSeconds'],
    ['operator', { guard: { ...guard, purgeDelaySeconds: null } }, 'guard.purgeDelaySeconds'],
    ['operator', { registrationModel: 'unlimited' }, 'registrationModel'],
    ['operator', { indications: true }, 'indications'],
    ['agreement', { securityLifetimeSeconds: undefined }, 'securityLifetimeSeconds'],
    ['agreement', { status: 'ended' }, 'status'],
    ['agreement', { wwsfId: 'a wwsf' }, 'wwsfId'],
    ['agreement', { wwsfId: 'dead-letter' }, 'wwsfId'],
    ['pool', { repeatSubject: 'both' }, 'repeatSubject'],
    ['pool', { anonymous: undefined }, 'anonymous'],
  ] as const)('%s with %j: at %s', async (kind, change, faulty) => {
    const { status, body: problem } = await running.api.put(paths[kind], { ...bodies[kind], ...change });
    expect(status).toBe(400);
    expect(problem).toMatchObject({ code: 'invalid-request', errors: [{ path: faulty }] });
  });

  it('edge case 2: an operator whose registrations are extended without a token is refused: they have no bound', async () => {
    const answer = await running.api.put('/v1/operators/op-x', {
      ...operator,
      registrationModel: 'refreshed-without-token',
    });
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', errors: [{ path: 'registrationModel' }] },
    });
  });

  it.each(['op b', '-op', '.', `o${'p'.repeat(64)}`, 'öp'])('an operator cannot have the id %j', async (name) => {
    const { status, body } = await running.api.put(`/v1/operators/${encodeURIComponent(name)}`, operator);
    expect([status, body['code']]).toEqual(name === '.' ? [404, 'not-found'] : [400, 'invalid-request']);
  });
});

function heldSeconds(assignment: Record<string, unknown>): number {
  return (Date.parse(String(assignment['reassignableAt'])) - Date.parse(String(assignment['assignedAt']))) / 1_000;
}
