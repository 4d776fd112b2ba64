import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { laneOf } from '@allocator/domain';
import { impi, impu } from '@allocator/testing';
import { randomUUID } from 'node:crypto';
import type { Bearer } from '../support/access-token.js';
import { auditor, epCscf, imsOperator, wwsf } from '../support/access-token.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import { shortProfile } from '../support/api-client.js';
import { readStoreLanes } from '../support/read-store.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';
import { untilLogged } from '../support/until-logged.js';

const subject = { kind: 'authenticated', ref: 'alice' };
const [ownOperator, otherOperator] = ['op-pool-a', 'op-pool-b'];
const terms = { agreementId: 'agreement-pool-a', anonymous: 'allowed', repeatSubject: 'another' };
const agreement = {
  operatorId: ownOperator,
  wwsfId: 'wwsf-a',
  securityLifetimeSeconds: 3600,
  quarantineSeconds: 0,
  minTokenLifetimeSeconds: 1,
  status: 'active',
};
const csv = { 'content-type': 'text/csv' };

/** pool-a is agreed between wwsf-a and op-pool-a, pool-b between wwsf-b and op-pool-b. */
let running: RunningService;
let api: ApiClient;
/** An assignment of pool-a. */
let assignmentOfA: string;
beforeAll(async () => {
  running = await runService({ ROLES: 'api' });
  ({ api } = running);
  await api.setUpPool({ poolId: 'pool-a', identities: 6, wwsfId: 'wwsf-a' });
  await api.setUpPool({ poolId: 'pool-b', identities: 5, first: 100, wwsfId: 'wwsf-b' });
  assignmentOfA = String((await api.assign('pool-a', 'alice')).body['assignmentId']);
}, 60_000);
afterAll(() => running.end());

const key = () => ({ 'idempotency-key': randomUUID() });
/** A call about a pool (with its identity and assignment) that the caller's role may make. */
type Call = (as: ApiClient, of: { poolId: string; assignmentId: string }) => Promise<Answer>;

const assign: Call = (as, { poolId }) => as.send('POST', `/v1/pools/${poolId}/assignments`, { subject }, key());
const getAssignment: Call = (as, { assignmentId }) => as.get(`/v1/assignments/${assignmentId}`);
const release: Call = (as, { assignmentId }) => as.send('POST', `/v1/assignments/${assignmentId}/release`, {}, key());
const prolong: Call = (as, { assignmentId }) => as.send('POST', `/v1/assignments/${assignmentId}/prolong`, {}, key());
const identity: Call = (as, { poolId }) => as.get(`/v1/pools/${poolId}/identities/${impi(1)}`);
const availability: Call = (as, { poolId }) => as.get(`/v1/pools/${poolId}/availability`);
const activity: Call = (as, { poolId }) => as.get(`/v1/pools/${poolId}/activity`);
const importing: Call = (as, { poolId }) =>
  as.send('POST', `/v1/pools/${poolId}/identities`, `${impi(1)},${impu(1)}\n`, csv);
const stock =
  (verb: string, serial: number, body: object = {}): Call =>
  (as, { poolId }) =>
    as.send('POST', `/v1/pools/${poolId}/identities/${impi(serial)}/${verb}`, body, key());

describe('a tenant gets the same 404 for what belongs to another as for what never existed', () => {
  const [foreignWwsf, foreignOperator, foreignEpCscf] = [
    wwsf('wwsf-b'),
    imsOperator(otherOperator),
    epCscf(otherOperator),
  ];
  const owners: readonly [string, Bearer, Bearer, Call, number][] = [
    ['assigning', wwsf('wwsf-a'), foreignWwsf, assign, 201],
    ['an assignment', wwsf('wwsf-a'), foreignWwsf, getAssignment, 200],
    ['prolonging', wwsf('wwsf-a'), foreignWwsf, prolong, 200],
    ['releasing', wwsf('wwsf-a'), foreignWwsf, release, 200],
    ['an identity, for a WWSF', wwsf('wwsf-a'), foreignWwsf, identity, 200],
    ['an identity, for an operator', imsOperator(ownOperator), foreignOperator, identity, 200],
    ['an identity, for an eP-CSCF', epCscf(ownOperator), foreignEpCscf, identity, 200],
    ['availability, for a WWSF', wwsf('wwsf-a'), foreignWwsf, availability, 200],
    ['availability, for an operator', imsOperator(ownOperator), foreignOperator, availability, 200],
    ['availability, for an eP-CSCF', epCscf(ownOperator), foreignEpCscf, availability, 200],
    ['activity', wwsf('wwsf-a'), foreignWwsf, activity, 200],
    ['activity, for an operator', imsOperator(ownOperator), foreignOperator, activity, 200],
    ['importing', imsOperator(ownOperator), foreignOperator, importing, 200],
    ['suspending', imsOperator(ownOperator), foreignOperator, stock('suspend', 6), 200],
    ['resuming', imsOperator(ownOperator), foreignOperator, stock('resume', 6), 200],
    [
      'revoking',
      imsOperator(ownOperator),
      foreignOperator,
      stock('revoke', 6, { quarantineSeconds: 1, reason: 'abuse' }),
      200,
    ],
    ['retiring', imsOperator(ownOperator), foreignOperator, stock('retire', 6), 200],
  ];
  it.each(owners)('%s', async (_, owner, other, call, status) => {
    const theirs = { poolId: 'pool-a', assignmentId: assignmentOfA };
    const unknownIds = { poolId: 'pool-none', assignmentId: '6-999999' };
    const foreign = await call(api.as(other), theirs);
    const unknown = await call(api.as(other), unknownIds);
    expect([foreign.status, foreign.body]).toEqual([404, unknown.body]);
    // The headers of the connection depend on how much of the body has arrived before the answer.
    const passing = ['date', 'connection', 'keep-alive'];
    const headers = ({ headers: met }: Answer) => [...met.keys()].filter((name) => !passing.includes(name)).sort();
    expect(headers(foreign)).toEqual(headers(unknown));
    expect((await call(api.as(owner), theirs)).status).toBe(status);
  });

  it('a taken name: the answer names its owner only to those who may know', async () => {
    const taking = (as: Bearer, poolId: string) =>
      api.as(as).send('POST', `/v1/pools/${poolId}/identities`, `other@ims.op-a.example,${impu(1)}\n`, csv);
    const [foreign] = (await taking(foreignOperator, 'pool-b')).body['rejected'] as { detail: string }[];
    expect(foreign).toMatchObject({
      code: 'alias-taken',
      detail: expect.stringContaining('by an identity of another operator'),
    });
    expect(foreign?.detail).not.toContain('pool-a');
    expect(foreign?.detail).not.toContain(impi(1));
    // Another role of the same token that may read that pool does not add to what an import answers.
    const alsoReading = [
      { roles: ['ims-operator', 'auditor'], operatorId: otherOperator },
      { roles: ['ims-operator', 'wwsf'], operatorId: otherOperator, wwsfId: 'wwsf-a' },
    ];
    for (const bearer of alsoReading) {
      expect((await taking(bearer, 'pool-b')).body['rejected']).toEqual([foreign]);
    }
    const [own] = (await taking(imsOperator(ownOperator), 'pool-a')).body['rejected'] as { detail: string }[];
    expect(own?.detail).toContain(`by ${impi(1)} of pool pool-a`);
  });

  it('the feasibility of an operator', async () => {
    const path = `/v1/operators/${ownOperator}/feasibility`;
    const unknown = await api.as(foreignOperator).get('/v1/operators/op-none/feasibility');
    expect(await api.as(foreignOperator).get(path)).toMatchObject({ status: 404, body: unknown.body });
    expect((await api.as(imsOperator(ownOperator)).get(path)).status).toBe(200);
  });

  it('a batch: each of its commands, in its place', async () => {
    const commands = [randomUUID(), randomUUID()].map((commandId) => ({ commandId, subject }));
    const batch = (as: Bearer, poolId: string) =>
      api.as(as).send('POST', `/v1/pools/${poolId}/assignment-batches`, { commands });
    const foreign = await batch(foreignWwsf, 'pool-a');
    expect(foreign.body).toEqual((await batch(foreignWwsf, 'pool-none')).body);
    expect(foreign.body['outcomes']).toMatchObject([{ status: 404 }, { status: 404 }]);
    // A refused command of another tenant does not use up its command id.
    expect((await batch(wwsf('wwsf-a'), 'pool-a')).body['outcomes']).toMatchObject([{ status: 201 }, { status: 201 }]);
  });

  it('another tenant that knows a command’s id does not get its answer', async () => {
    const commandId = randomUUID();
    expect((await api.as(wwsf('wwsf-a')).assign('pool-a', 'bob', commandId)).status).toBe(201);
    expect(await api.as(foreignWwsf).assign('pool-a', 'bob', commandId)).toMatchObject({
      status: 404,
      body: { code: 'pool-not-found' },
    });
  });

  it.each<[string, string, object, string]>([
    ['a profile', `operators/${ownOperator}`, shortProfile(), 'operator-not-found'],
    ['an agreement', 'agreements/agreement-pool-a', { ...agreement, operatorId: otherOperator }, 'agreement-not-found'],
    ['an agreement in its name', 'agreements/agreement-new', agreement, 'operator-not-found'],
    ['a pool', 'pools/pool-a', { ...terms, agreementId: 'agreement-pool-b' }, 'pool-not-found'],
    ['a pool under its agreement', 'pools/pool-new', terms, 'agreement-not-found'],
  ])('setting %s', async (_, path, body, code) => {
    const before = (await api.as(auditor).get('/v1/pools/pool-a/availability')).body['position'];
    expect(await api.as(foreignOperator).put(`/v1/${path}`, body)).toMatchObject({ status: 404, body: { code } });
    expect((await api.as(auditor).get('/v1/pools/pool-a/availability')).body['position']).toBe(before);
  });
});

describe('an indication', () => {
  const indicate = (as: Bearer, operatorId: string, name: string = impi(1)) =>
    api.as(as).send('POST', '/v1/indications', { operatorId, impi: name, generation: 1, tokenRefused: true });

  it('in the name of another operator is refused, and logged', async () => {
    expect(await indicate(epCscf(otherOperator), ownOperator)).toMatchObject({
      status: 403,
      body: { code: 'not-your-operator' },
    });
    await untilLogged(
      running.process,
      /"level":"warn".*"code":"indication-other-operator","tenant":"operator op-pool-b","operatorId":"op-pool-a","client":"test","subject":"test"/,
    );
  });

  it('for another operator’s identity is answered and recorded like one for an unknown identity, in the lane of the caller', async () => {
    const lanes = () => readStoreLanes(api.baseUrl, 8);
    const indicating = async (name: string) => {
      const before = await lanes();
      const { status, body, headers } = await indicate(epCscf(otherOperator), otherOperator, name);
      const added = (await lanes()).flatMap((documents, lane) => documents.slice(before[lane]?.length));
      const events = added.map((document) => {
        const { type, lane, data } = JSON.parse(document) as {
          type: string;
          lane: number;
          data: Record<string, unknown>;
        };
        return { type, lane, data: { ...data, impi: '', commandId: '', effectiveAt: '' } };
      });
      return { status, body, headers: [...headers.keys()].sort(), events };
    };
    const [foreign, unknown] = [await indicating(impi(1)), await indicating('unknown@ims.op-a.example')];
    expect(foreign).toEqual(unknown);
    expect(foreign).toMatchObject({
      status: 200,
      body: { effect: 'ignored', reason: 'unknown-identity', reassignableAt: null },
      events: [
        {
          type: 'IndicationIgnored',
          lane: laneOf(otherOperator, 8),
          data: { poolId: null, indicatedBy: otherOperator },
        },
      ],
    });
  });
});

it('a caller with the roles of two tenants has each right only for that tenant', async () => {
  const both = api.as({ roles: ['wwsf', 'ims-operator'], wwsfId: 'wwsf-a', operatorId: otherOperator });
  expect((await both.get('/v1/pools/pool-a/availability')).status).toBe(200);
  expect((await both.get('/v1/pools/pool-b/availability')).status).toBe(200);
  expect((await both.put('/v1/pools/pool-a', terms)).status).toBe(404);
  expect((await both.assign('pool-b', 'alice')).status).toBe(404);
});

it('a claim without its role gives no access', async () => {
  const claimed = api.as({ roles: ['wwsf'], wwsfId: 'wwsf-b', operatorId: ownOperator });
  expect((await claimed.get('/v1/pools/pool-a/availability')).status).toBe(404);
});
