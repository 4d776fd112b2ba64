import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { impi, impu } from '@allocator/testing';
import type { ApiClient } from '../support/api-client.js';
import type { RunningService } from '../support/running-service.js';
import { frozenClock, runService } from '../support/running-service.js';

const path = '/v1/pools/pool-a/identities';

describe('an identity over HTTP', () => {
  let running: RunningService;
  let api: ApiClient;
  let clock: Awaited<ReturnType<typeof frozenClock>>;
  beforeAll(async () => {
    running = await runService();
    api = running.api;
    clock = await frozenClock(running);
    await api.setUpPool({ poolId: 'pool-a', identities: 2, lifetime: 100, quarantine: 20 });
    await api.setUpPool({ poolId: 'pool-b', identities: 1, first: 100 });
  }, 60_000);
  afterAll(() => running.end());

  it('that was never assigned is assignable, with generation 0', async () => {
    expect(await api.get(`${path}/${impi(1)}`)).toMatchObject({
      status: 200,
      body: {
        poolId: 'pool-a',
        impi: impi(1),
        impus: [impu(1)],
        state: 'assignable',
        generation: 0,
        reassignableAt: null,
      },
    });
  });

  it.each([
    ['with its @', 'web-1@ims.op-a.example'],
    ['with its @ escaped', 'web-1%40ims.op-a.example'],
    ['with its realm in upper case', 'web-1@IMS.OP-A.EXAMPLE'],
    ['with both', 'web-1%40Ims.Op-A.Example'],
  ])('is found %s', async (_, written) => {
    expect(await api.get(`${path}/${written}`)).toMatchObject({ status: 200, body: { impi: impi(1) } });
  });

  it.each([
    ['of another pool', 'web-100@ims.op-a.example'],
    ['that was not imported', 'web-9@ims.op-a.example'],
    ['with its username in another case', 'WEB-1@ims.op-a.example'],
  ])('%s is not found', async (_, written) => {
    expect(await api.get(`${path}/${written}`)).toMatchObject({ status: 404, body: { code: 'identity-not-found' } });
  });

  it.each(['web-1', 'web%201@ims.op-a.example', `${'x'.repeat(250)}@a.example`])(
    '%s is not an IMPI',
    async (written) => {
      expect(await api.get(`${path}/${written}`)).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    },
  );

  it('goes through its states by time: assigned, quarantined, assignable', async () => {
    const { body } = await api.assign('pool-a', 'alice');
    const identity = async () => (await api.get(`${path}/${impi(1)}`)).body;
    const assigned = { generation: 1, assignmentId: body['assignmentId'], reassignableAt: clock.iso(100) };
    expect(await identity()).toMatchObject({ ...assigned, state: 'assigned' });
    await clock.to(99.999);
    expect(await identity()).toMatchObject({ ...assigned, state: 'assigned' });
    await clock.to(100);
    expect(await identity()).toMatchObject({ ...assigned, state: 'quarantined', assignableAt: clock.iso(120) });
    await clock.to(120);
    expect(await identity()).toMatchObject({ ...assigned, state: 'assignable' });
  });

  it('that was released is held until its bound', async () => {
    const { body } = await api.assign('pool-a', 'bob');
    await api.release(String(body['assignmentId']));
    const state = { state: 'held', reassignableAt: clock.iso(220) };
    expect(await api.get(`${path}/${String(body['impi'])}`)).toMatchObject({ body: state });
  });
});
