import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { impi, impu } from '@allocator/testing';
import { Link } from '@allocator/local';
import { randomUUID } from 'node:crypto';
import { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { createDatabase, dropDatabase } from '../support/test-database.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';

/** One history: each case continues after the one before. */
describe('a service whose database is unavailable', () => {
  let url: string;
  let link: Link;
  let service: ServiceProcess;
  let api: ApiClient;
  let assignmentId: string;
  const key = randomUUID();
  beforeAll(async () => {
    url = await createDatabase();
    link = await Link.to(Number(new URL(url).port));
    const throughLink = new URL(url);
    throughLink.host = `127.0.0.1:${String(link.port)}`;
    service = await startService({ DATABASE_URL: throughLink.href });
    api = new ApiClient(service.baseUrl);
    await api.setUpPool({ poolId: 'pool-a', identities: 3 });
    assignmentId = String((await api.assign('pool-a', 'alice')).body['assignmentId']);
    link.become('cut');
  }, 60_000);
  afterAll(async () => {
    await service.stop();
    await link.stop();
    await dropDatabase(url);
  });

  it('answers 503 with Retry-After on every route', async () => {
    const csv = { 'content-type': 'text/csv' };
    const indication = { operatorId: 'op-pool-a', impi: impi(1), generation: 1, tokenRefused: true };
    const terms = { agreementId: 'agreement-pool-a', anonymous: 'refused', repeatSubject: 'same' };
    const answers = await Promise.all([
      api.assign('pool-a', 'bob', key),
      api.release(assignmentId),
      api.prolong(assignmentId),
      api.get(`/v1/assignments/${assignmentId}`),
      api.get('/v1/pools/pool-a/availability'),
      api.get('/v1/pools/pool-a/activity'),
      api.get(`/v1/pools/pool-a/identities/${impi(1)}`),
      api.put('/v1/pools/pool-a', terms),
      api.send('POST', '/v1/pools/pool-a/identities', `${impi(9)},${impu(9)}`, csv),
      api.send('POST', '/v1/indications', indication),
      api.get('/v1/events?lane=6'),
      api.get('/v1/health'),
    ]);
    const answered = answers.map(({ status, headers, body }) => [status, body['code'], headers.get('retry-after')]);
    expect(answered).toEqual(answers.map(() => [503, 'store-unavailable', '1']));
    for (const { headers } of answers) expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  }, 30_000);

  it('answers 503 for each command of a batch', async () => {
    const commands = ['carol', 'dave'].map((ref) => ({
      commandId: randomUUID(),
      subject: { kind: 'authenticated', ref },
    }));
    const { status, body } = await api.send('POST', '/v1/pools/pool-a/assignment-batches', { commands });
    expect(status).toBe(200);
    expect(body['outcomes']).toMatchObject(
      commands.map(({ commandId }) => ({ commandId, status: 503, body: { code: 'store-unavailable' } })),
    );
  }, 30_000);

  it('is alive, but not ready', async () => {
    expect(await api.get('/health/live')).toMatchObject({ status: 200 });
    expect(await api.get('/health/ready')).toMatchObject({ status: 503, body: { ready: false } });
  });

  it('recovers by itself when the database is back, and then accepts the same command', async () => {
    link.become('well');
    await eventually(async () => (await api.get('/health/ready')).status === 200, 10_000, 'readiness');
    expect(await api.assign('pool-a', 'bob', key)).toMatchObject({ status: 201 });
    expect(await api.get('/v1/pools/pool-a/availability')).toMatchObject({ body: { total: 3, assigned: 2 } });
  }, 30_000);
});
