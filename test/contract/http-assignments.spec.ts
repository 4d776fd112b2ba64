import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Answer, ApiClient } from '../support/api-client.js';
import type { RunningService } from '../support/running-service.js';
import { frozenClock, runService } from '../support/running-service.js';

const idOf = ({ body }: Answer): string => String(body['assignmentId']);

/** Lifetime 100 s, guard 10 s, so a token lives 90 s; quarantine 20 s. */
const terms = { lifetime: 100, guard: 10, quarantine: 20 };

describe('an assignment over HTTP', () => {
  let running: RunningService;
  let api: ApiClient;
  let clock: Awaited<ReturnType<typeof frozenClock>>;
  beforeAll(async () => {
    running = await runService();
    api = running.api;
    clock = await frozenClock(running);
    await api.setUpPool({ poolId: 'pool-a', identities: 20, ...terms });
    await api.setUpPool({
      poolId: 'pool-same',
      identities: 5,
      first: 100,
      policy: { repeatSubject: 'same' },
      ...terms,
    });
    await api.setUpPool({
      poolId: 'pool-refuse',
      identities: 5,
      first: 200,
      policy: { repeatSubject: 'refuse' },
      ...terms,
    });
  }, 60_000);
  afterAll(() => running.end());

  it('is answered 201 with the identity and its bounds', async () => {
    const { status, headers, body } = await api.assign('pool-a', 'alice');
    expect(status).toBe(201);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(body).toEqual({
      assignmentId: expect.stringMatching(/^6-\d+$/),
      poolId: 'pool-a',
      impi: 'web-1@ims.op-a.example',
      impus: ['sip:web-1@op-a.example'],
      generation: 1,
      tokenSequence: 1,
      state: 'assigned',
      assignedAt: clock.iso(0),
      tokenExpiresAt: clock.iso(90),
      reassignableAt: clock.iso(100),
      agreementVersion: 1,
      operatorVersion: 1,
    });
    expect(await api.get(`/v1/assignments/${String(body['assignmentId'])}`)).toMatchObject({ status: 200, body });
  });

  it('edge case 15: a retry gets the first answer byte for byte, even with the key in upper case', async () => {
    const key = randomUUID();
    const first = await api.assign('pool-a', 'bob', key);
    await clock.to(1);
    for (const again of [
      await api.assign('pool-a', 'bob', key),
      await api.assign('pool-a', 'bob', key.toUpperCase()),
    ]) {
      expect([again.status, JSON.stringify(again.body)]).toEqual([201, JSON.stringify(first.body)]);
    }
  });

  it('another command with a used key is refused: other subject, other pool, other call', async () => {
    const key = randomUUID();
    const first = await api.assign('pool-a', 'carol', key);
    const reused = { status: 422, body: { code: 'idempotency-key-reused' } };
    expect(await api.assign('pool-a', 'dave', key)).toMatchObject(reused);
    expect(await api.release(idOf(first), key)).toMatchObject(reused);
    expect(await api.prolong(idOf(first), key)).toMatchObject(reused);
    expect(await api.assign('pool-a', 'carol', key)).toMatchObject({ status: 201, body: first.body });
  });

  it('a refusal is remembered like an assignment', async () => {
    const key = randomUUID();
    await api.assign('pool-refuse', 'erin');
    const refused = await api.assign('pool-refuse', 'erin', key);
    expect(refused).toMatchObject({ status: 409, body: { code: 'subject-already-assigned' } });
    const again = await api.assign('pool-refuse', 'erin', key);
    expect([again.status, again.body]).toEqual([409, refused.body]);
  });

  it('repeatSubject decides about a subject with a live assignment: the same with 200, another, or a refusal that names it', async () => {
    const same = await api.assign('pool-same', 'frank');
    expect(await api.assign('pool-same', 'frank')).toMatchObject({ status: 200, body: same.body });
    const [one, other] = [await api.assign('pool-a', 'frank'), await api.assign('pool-a', 'frank')];
    expect([one.status, other.status, one.body['impi'] === other.body['impi']]).toEqual([201, 201, false]);
    const held = await api.assign('pool-refuse', 'frank');
    expect(await api.assign('pool-refuse', 'frank')).toMatchObject({
      status: 409,
      body: { code: 'subject-already-assigned', assignmentId: idOf(held) },
    });
  });

  it('an anonymous session is assigned an identity, and cannot be found by its reference', async () => {
    const anonymous = () =>
      api.send(
        'POST',
        '/v1/pools/pool-same/assignments',
        { subject: { kind: 'anonymous', session: 'session-1' } },
        { 'idempotency-key': randomUUID() },
      );
    const [one, other] = [await anonymous(), await anonymous()];
    expect([one.status, other.status, one.body['impi'] === other.body['impi']]).toEqual([201, 201, false]);
  });

  it('a release is a hint: it is recorded once and does not change reassignableAt', async () => {
    const assigned = await api.assign('pool-a', 'grace');
    const released = await api.release(idOf(assigned));
    expect([released.status, released.body]).toEqual([200, { ...assigned.body, state: 'released' }]);
    expect(await api.release(idOf(assigned))).toMatchObject({ status: 200, body: released.body });
    expect(await api.get('/v1/pools/pool-a/availability')).toMatchObject({ body: { held: 1 } });
    expect(await api.prolong(idOf(assigned))).toMatchObject({ status: 409, body: { code: 'assignment-released' } });
  });

  it('a prolongation gives a new token and a later bound for the same holder and identity', async () => {
    const assigned = await api.assign('pool-a', 'heidi');
    await clock.to(51);
    const prolonged = await api.prolong(idOf(assigned));
    expect([prolonged.status, prolonged.body]).toEqual([
      200,
      { ...assigned.body, tokenSequence: 2, tokenExpiresAt: clock.iso(141), reassignableAt: clock.iso(151) },
    ]);
    expect(await api.get(`/v1/assignments/${idOf(assigned)}`)).toMatchObject({ body: prolonged.body });
  });

  it('at its bound it is expired and can no longer be prolonged', async () => {
    const assigned = await api.assign('pool-a', 'ivan');
    await clock.to(150.999);
    expect(await api.prolong(idOf(await api.assign('pool-a', 'judy')))).toMatchObject({ status: 200 });
    expect(await api.get(`/v1/assignments/${idOf(assigned)}`)).toMatchObject({ body: { state: 'assigned' } });
    await clock.to(151);
    expect(await api.prolong(idOf(assigned))).toMatchObject({ status: 409, body: { code: 'assignment-lapsed' } });
    expect(await api.get(`/v1/assignments/${idOf(assigned)}`)).toMatchObject({
      body: { ...assigned.body, state: 'expired' },
    });
    expect(await api.release(idOf(assigned))).toMatchObject({ status: 200, body: { state: 'expired' } });
  });

  it.each(['6-999999', '99-1'])('assignment %s does not exist', async (id) => {
    const missing = { status: 404, body: { code: 'assignment-not-found' } };
    expect(await api.get(`/v1/assignments/${id}`)).toMatchObject(missing);
    expect(await api.release(id)).toMatchObject(missing);
    expect(await api.prolong(id)).toMatchObject(missing);
  });

  it.each(['6', '6-0', '-6-1', 'abc', '6-1-1', '6-99999999999999999999'])('%s is not an assignment id', async (id) => {
    const faulty = { status: 400, body: { code: 'invalid-request' } };
    expect(await api.get(`/v1/assignments/${id}`)).toMatchObject(faulty);
    expect(await api.release(id)).toMatchObject(faulty);
  });
});
