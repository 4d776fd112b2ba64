import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Answer, ApiClient } from '../support/api-client.js';
import { shortProfile } from '../support/api-client.js';
import type { RunningService } from '../support/running-service.js';
import { frozenClock, runService } from '../support/running-service.js';
import { readStore } from '../support/read-store.js';

/** Lifetime 100 s, guard 10 s, so a token lives 90 s and is certainly dead at 100 s; no quarantine. */
const terms = { lifetime: 100, guard: 10 };

describe('an indication of an eP-CSCF', () => {
  let running: RunningService;
  let api: ApiClient;
  let clock: Awaited<ReturnType<typeof frozenClock>>;
  beforeAll(async () => {
    running = await runService();
    api = running.api;
    clock = await frozenClock(running);
    await api.setUpPool({ poolId: 'pool-a', identities: 20, ...terms });
    await api.setUpPool({ poolId: 'pool-b', identities: 2, first: 100, ...terms });
  }, 60_000);
  afterAll(() => running.end());

  const indicate = (impi: unknown, generation: number, changes: object = {}, headers: Record<string, string> = {}) => {
    const body = { operatorId: 'op-pool-a', impi, generation, tokenRefused: true, ...changes };
    return api.send('POST', '/v1/indications', body, headers);
  };
  const ignored = (reason: string, reassignableAt: unknown) => ({
    status: 200,
    body: { effect: 'ignored', reason, reassignableAt },
  });
  const stateOf = async ({ body }: Answer): Promise<unknown> =>
    (await api.get(`/v1/pools/pool-a/identities/${String(body['impi'])}`)).body['state'];

  it('that refuses the token frees the identity immediately', async () => {
    const assigned = await api.assign('pool-a', 'alice');
    expect(await stateOf(assigned)).toBe('assigned');
    const { status, body } = await indicate(assigned.body['impi'], 1);
    expect(status).toBe(200);
    expect(body).toEqual({ effect: 'reassignable', reason: 'token-refused', reassignableAt: clock.iso(0) });
    expect(await stateOf(assigned)).toBe('assignable');
  });

  it('that refuses no token changes nothing while a token can be used: a page was reloaded', async () => {
    const { body } = await api.assign('pool-b', 'bob');
    const id = String(body['assignmentId']);
    const noContact = { operatorId: 'op-pool-b', tokenRefused: false, contactsRemaining: 0, indicatedAt: clock.iso(0) };
    const answer = await indicate(body['impi'], 1, noContact);
    expect(answer).toMatchObject(ignored('token-alive', body['reassignableAt']));
    expect((await api.get(`/v1/assignments/${id}`)).body).toEqual(body);
    expect(await api.prolong(id)).toMatchObject({ status: 200, body: { assignmentId: id, state: 'assigned' } });
  });

  it('that refuses no token frees the identity if it is dated at or after the end of the last token and the guard', async () => {
    const { body } = await api.assign('pool-b', 'bill');
    const of = (changes: object) =>
      indicate(body['impi'], 1, { operatorId: 'op-pool-b', tokenRefused: false, ...changes });
    await api.prolong(String(body['assignmentId']));
    await clock.to(99.999);
    expect(await of({ indicatedAt: clock.iso(99.999) })).toMatchObject({ body: { reason: 'token-alive' } });
    expect(await of({})).toMatchObject({ body: { reason: 'token-alive' } });
    // The eP-CSCF's clock may be ahead: what counts is when it looked.
    expect(await of({ indicatedAt: clock.iso(100) })).toMatchObject({
      body: { effect: 'reassignable', reason: 'token-dead', reassignableAt: clock.iso(99.999) },
    });
  });

  it('frees nothing for an older token, and frees the identity for the newest one', async () => {
    const { body } = await api.assign('pool-a', 'beth');
    expect(body).toMatchObject({ tokenSequence: 1 });
    const prolonged = await api.prolong(String(body['assignmentId']));
    expect(prolonged.body).toMatchObject({ tokenSequence: 2 });
    const generation = body['generation'] as number;
    const bound = prolonged.body['reassignableAt'];
    const of = (changes: object) => indicate(body['impi'], generation, changes);
    expect(await of({ tokenSequence: 1 })).toMatchObject(ignored('newer-token', bound));
    expect(await of({})).toMatchObject(ignored('newer-token', bound));
    expect(await of({ tokenSequence: 3 })).toMatchObject(ignored('unknown-token', bound));
    expect(await of({ tokenSequence: 2 })).toMatchObject({
      body: { effect: 'reassignable', reason: 'token-refused' },
    });
  });

  it('is ignored when it is repeated', async () => {
    const assigned = await api.assign('pool-a', 'carol');
    await indicate(assigned.body['impi'], 1);
    expect(await indicate(assigned.body['impi'], 1)).toMatchObject({
      body: { effect: 'ignored', reason: 'already-reassignable' },
    });
  });

  it('with an Idempotency-Key gets its first answer, and no other caller can use that key', async () => {
    const assigned = await api.assign('pool-a', 'dave');
    const key = { 'idempotency-key': randomUUID() };
    const first = await indicate(assigned.body['impi'], 1, {}, key);
    const again = await indicate(assigned.body['impi'], 1, {}, key);
    expect(first.body).toMatchObject({ effect: 'reassignable' });
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(await indicate(assigned.body['impi'], 2, {}, key)).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
  });

  it('of another generation than the assigned one changes nothing', async () => {
    const assigned = await api.assign('pool-a', 'erin');
    const bound = assigned.body['reassignableAt'];
    expect(await indicate(assigned.body['impi'], 0)).toMatchObject(ignored('old-generation', bound));
    expect(await indicate(assigned.body['impi'], 2)).toMatchObject(ignored('unknown-generation', bound));
    expect(await stateOf(assigned)).toBe('assigned');
  });

  it('for an identity of another operator is answered like one for an unknown identity, and leaves no trace in that lane', async () => {
    const assigned = await api.assign('pool-a', 'frank');
    const before = await ignoredInPoolA();
    const foreign = await indicate(assigned.body['impi'], 1, { operatorId: 'op-pool-b' });
    const unknown = await indicate('unknown@ims.op-a.example', 1, { operatorId: 'op-pool-b' });
    expect(foreign).toMatchObject(ignored('unknown-identity', null));
    expect(foreign.body).toEqual(unknown.body);
    expect(await stateOf(assigned)).toBe('assigned');
    expect(await ignoredInPoolA()).toBe(before);
  });

  it('for an identity that was never assigned changes nothing', async () => {
    expect(await indicate('web-20@ims.op-a.example', 0)).toMatchObject(ignored('never-assigned', null));
  });

  it('finds the identity whatever the case of its realm', async () => {
    const assigned = await api.assign('pool-a', 'grace');
    const shouted = String(assigned.body['impi']).replace('ims.op-a.example', 'IMS.OP-A.EXAMPLE');
    expect(await indicate(shouted, 1)).toMatchObject({ body: { effect: 'reassignable' } });
  });

  it('for an unknown identity is ignored; for an unknown operator it is refused', async () => {
    const unknown = 'unknown@ims.op-a.example';
    expect(await indicate(unknown, 1)).toMatchObject(ignored('unknown-identity', null));
    expect(await indicate(unknown, 1, { operatorId: 'op-x' })).toMatchObject({
      status: 404,
      body: { code: 'operator-not-found' },
    });
  });

  it('for an operator that ignores indications changes nothing', async () => {
    const assigned = await api.assign('pool-b', 'heidi');
    const ignoring = { ...shortProfile({ tokenLeewaySeconds: 10 }), indications: 'ignored' };
    expect(await api.put('/v1/operators/op-pool-b', ignoring)).toMatchObject({ status: 200 });
    const answer = await indicate(assigned.body['impi'], 1, { operatorId: 'op-pool-b' });
    expect(answer).toMatchObject(ignored('indications-ignored', assigned.body['reassignableAt']));
  });

  it('with a remaining contact, or dated hours ahead, changes nothing and gives the reason', async () => {
    const assigned = await api.assign('pool-a', 'ivan');
    const bound = assigned.body['reassignableAt'];
    const of = (changes: object) => indicate(assigned.body['impi'], assigned.body['generation'] as number, changes);
    expect(await of({ contactsRemaining: 1 })).toMatchObject(ignored('contacts-remain', bound));
    expect(await of({ indicatedAt: clock.iso(86_400) })).toMatchObject(ignored('dated-in-future', bound));
    expect(await of({ indicatedAt: clock.iso(-86_400) })).toMatchObject(ignored('dated-before-assignment', bound));
    const last = { contactsRemaining: 0, indicatedAt: assigned.body['assignedAt'] };
    expect(await of(last)).toMatchObject({ body: { effect: 'reassignable' } });
  });

  it('is recorded as an event even if it was ignored', async () => {
    const before = await ignoredInPoolA();
    await indicate('web-20@ims.op-a.example', 7);
    expect(await ignoredInPoolA()).toBe(before + 1);
  });

  it.each([
    ['impi', { impi: 'no-realm' }],
    ['generation', { generation: -1 }],
    ['tokenRefused', { tokenRefused: undefined }],
    ['operatorId', { operatorId: '' }],
    ['contactsRemaining', { contactsRemaining: -1 }],
    ['indicatedAt', { indicatedAt: 'yesterday' }],
    ['indicatedAt', { indicatedAt: '0000-01-01T00:00:00+23:59' }],
    ['indicatedAt', { indicatedAt: '9999-12-31T23:59:59-00:01' }],
    ['tokenSequence', { tokenSequence: 0 }],
  ])('with an invalid %s is refused', async (path, change) => {
    expect(await indicate('web-1@ims.op-a.example', 1, change)).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', errors: [{ path }] },
    });
  });

  /** Ignored indications only: the scheduler records expiries in the same lane. */
  async function ignoredInPoolA(): Promise<number> {
    const documents = await readStore(api.baseUrl, 6);
    return documents.filter((document) => document.includes('"type":"IndicationIgnored"')).length;
  }
});
