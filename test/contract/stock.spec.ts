import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { checkConservation, checkNoEarlyExpiry, checkOneHolder, impi, impu } from '@allocator/testing';
import type { Lane } from '@allocator/domain';
import { readIdentities } from '@allocator/postgres';
import { readStoreLanes } from '../support/read-store.js';
import type { RunningService } from '../support/running-service.js';
import { frozenClock, runService } from '../support/running-service.js';

const lifetime = 100;

/** One history: each case continues after the one before. */
describe('the stock of a pool over HTTP', () => {
  let running: RunningService;
  let clock: Awaited<ReturnType<typeof frozenClock>>;
  beforeAll(async () => {
    running = await runService();
    clock = await frozenClock(running);
    await running.api.setUpPool({ poolId: 'pool-a', identities: 2, lifetime });
  }, 60_000);
  afterAll(() => running.end());

  const change = (what: string, n: number, body?: object, key?: string) =>
    running.api.send(
      'POST',
      `/v1/pools/pool-a/identities/${encodeURIComponent(impi(n))}/${what}`,
      body,
      key === undefined ? {} : { 'idempotency-key': key },
    );
  const identity = async (n: number) => (await running.api.get(`/v1/pools/pool-a/identities/${impi(n)}`)).body;
  const reimport = (...ns: number[]) =>
    running.api.send('POST', '/v1/pools/pool-a/identities', ns.map((n) => `${impi(n)},${impu(n)}\n`).join(''), {
      'content-type': 'text/csv',
    });

  it('a suspended identity is not assigned, a resumed one is; both calls answer with the identity', async () => {
    expect(await change('suspend', 1)).toMatchObject({
      status: 200,
      body: { impi: impi(1), impus: [impu(1)], state: 'suspended', stock: 'suspended', generation: 0 },
    });
    expect(await change('suspend', 1)).toMatchObject({ status: 200, body: { state: 'suspended' } });
    expect((await running.api.assign('pool-a', 'alice')).body).toMatchObject({ impi: impi(2) });
    expect(await running.api.assign('pool-a', 'bob')).toMatchObject({ status: 409, body: { code: 'pool-exhausted' } });
    expect(await change('resume', 1)).toMatchObject({ status: 200, body: { state: 'assignable', stock: 'active' } });
    expect((await running.api.assign('pool-a', 'carol')).body).toMatchObject({ impi: impi(1) });
  });

  it('a retry with an Idempotency-Key gets its first answer, whatever has happened since', async () => {
    const key = randomUUID();
    const first = await change('suspend', 1, undefined, key);
    expect(first.body).toMatchObject({ state: 'assigned', stock: 'suspended' });
    await change('resume', 1);
    expect((await change('suspend', 1, undefined, key)).body).toEqual(first.body);
    expect((await identity(1))['stock']).toBe('active');
    expect(await change('suspend', 2, undefined, key)).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
  });

  it('edge case 10: a retired identity drains; imported again, it continues its generation and history', async () => {
    expect(await change('retire', 1)).toMatchObject({ body: { state: 'assigned', stock: 'retired', generation: 1 } });
    expect(await change('resume', 1)).toMatchObject({ status: 409, body: { code: 'identity-retired' } });
    await clock.to(lifetime);
    expect(await identity(1)).toMatchObject({ state: 'retired', generation: 1 });
    expect((await running.api.get('/v1/pools/pool-a/availability')).body).toMatchObject({ total: 1, assignable: 1 });
    expect((await reimport(1, 2)).body).toMatchObject({ received: 2, imported: 1, alreadyPresent: 1, rejected: [] });
    expect((await reimport(1, 2)).body).toMatchObject({ imported: 0, alreadyPresent: 2 });
    expect(await identity(1)).toMatchObject({ state: 'assignable', stock: 'active', generation: 1 });
    const again = [await running.api.assign('pool-a', 'dora'), await running.api.assign('pool-a', 'emil')];
    expect(again.map(({ body }) => [body['impi'], body['generation']]).sort()).toEqual([
      [impi(1), 2],
      [impi(2), 2],
    ]);
  });

  it('edge case 10: an identity that is imported again before it has drained keeps its holder to the end', async () => {
    const before = await identity(2);
    await change('retire', 2);
    expect((await reimport(2)).body).toMatchObject({ imported: 1 });
    expect(await identity(2)).toEqual(before);
    expect(await running.api.assign('pool-a', 'fritz')).toMatchObject({ status: 409 });
  });

  it('edge case 14: a revoked identity is held to its full bound, then for the quarantine of the revocation', async () => {
    const bound = (await identity(2))['reassignableAt'];
    const revoked = await change('revoke', 2, { quarantineSeconds: 50, reason: 'abuse report 4711' });
    expect(revoked).toMatchObject({
      status: 200,
      body: { state: 'held', reassignableAt: bound, assignableAt: clock.iso(2 * lifetime + 50), generation: 2 },
    });
    const indication = { operatorId: 'op-pool-a', impi: impi(2), generation: 2, tokenRefused: true };
    expect((await running.api.send('POST', '/v1/indications', indication)).body).toMatchObject({
      effect: 'ignored',
      reason: 'revoked',
    });
    const assignmentId = String((await identity(2))['assignmentId']);
    expect((await running.api.get(`/v1/assignments/${assignmentId}`)).body).toMatchObject({ state: 'released' });
    expect(await running.api.prolong(assignmentId)).toMatchObject({ body: { code: 'assignment-released' } });
    await clock.to(2 * lifetime);
    expect((await running.api.assign('pool-a', 'gina')).body).toMatchObject({ impi: impi(1) });
    await clock.to(2 * lifetime + 49);
    expect(await identity(2)).toMatchObject({ state: 'quarantined' });
    expect(await running.api.assign('pool-a', 'hans')).toMatchObject({ status: 409 });
    await clock.to(2 * lifetime + 50);
    expect((await running.api.assign('pool-a', 'ines')).body).toMatchObject({ impi: impi(2), generation: 3 });
  });

  it('edge case 14: a freed identity can be revoked: its last holder gets another one, even with affinity', async () => {
    const { api } = running;
    await api.setUpPool({ poolId: 'pool-r', identities: 2, first: 100, policy: { affinity: true } });
    const { body: freed } = await api.assign('pool-r', 'rita');
    const indication = { operatorId: 'op-pool-r', impi: freed['impi'], generation: 1, tokenRefused: true };
    await api.send('POST', '/v1/indications', { ...indication, tokenSequence: 1 });
    const path = `/v1/pools/pool-r/identities/${String(freed['impi'])}/revoke`;
    expect(await api.send('POST', path, { quarantineSeconds: 0, reason: 'abuse' })).toMatchObject({ status: 200 });
    expect((await api.assign('pool-r', 'rita')).body['impi']).not.toBe(freed['impi']);
    expect(await api.assign('pool-r', 'rita')).toMatchObject({ status: 409, body: { code: 'pool-exhausted' } });
    expect((await api.assign('pool-r', 'otto')).body).toMatchObject({ impi: freed['impi'], generation: 2 });
  });

  it.each([
    [{}, 'quarantineSeconds'],
    [{ quarantineSeconds: -1, reason: 'x' }, 'quarantineSeconds'],
    [{ quarantineSeconds: 1, reason: '' }, 'reason'],
    [{ quarantineSeconds: 1, reason: 'x'.repeat(201) }, 'reason'],
  ])('refuses a revocation with %j, and names %s', async (body, path) => {
    const { status, body: problem } = await change('revoke', 1, body);
    expect(status).toBe(400);
    expect(problem).toMatchObject({
      code: 'invalid-request',
      errors: expect.arrayContaining([expect.objectContaining({ path })]),
    });
  });

  it.each(['suspend', 'resume', 'retire', 'revoke'])('%s of an unknown identity is answered 404', async (what) => {
    const body = what === 'revoke' ? { quarantineSeconds: 1, reason: 'x' } : undefined;
    expect(await change(what, 9, body)).toMatchObject({ status: 404, body: { code: 'identity-not-found' } });
  });

  it('leaves a history without two holders of one identity and without a lost identity', async () => {
    const store = await readStoreLanes(running.api.baseUrl, 8);
    for (const [lane, documents] of store.entries()) {
      expect(checkOneHolder(lane, documents)).toEqual([]);
      expect(checkNoEarlyExpiry(lane, documents)).toEqual([]);
      expect(checkConservation(lane, documents, await readIdentities(running.database.owner, lane as Lane))).toEqual(
        [],
      );
    }
  });
});
