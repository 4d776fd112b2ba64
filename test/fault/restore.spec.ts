import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { laneOf } from '@allocator/domain';
import type { RunningPostgres } from '@allocator/local';
import { checkChain, checkNoEarlyExpiry, checkOneHolder } from '@allocator/testing';
import pg from 'pg';
import type { Answer } from '../support/api-client.js';
import { ApiClient } from '../support/api-client.js';
import { expectAvailabilityOfEvents } from '../support/expect-availability-of-events.js';
import { expectTopicEqualsStore } from '../support/expect-sound-history.js';
import { eventually } from '../support/eventually.js';
import { describeWithKafka, testPrefix } from '../support/describe-with-kafka.js';
import { ArchivedPostgres } from '../support/archived-postgres.js';
import { readStoreLanes, readEventTopic } from '../support/read-store.js';
import { setClock } from '../support/set-clock.js';
import { startCli } from '../support/start-cli.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';

const lanes = 8;
const pool = { poolId: 'pool-a', identities: 4 };
const lane = laneOf(pool.poolId, lanes);
/** Lifetime of every lease in seconds: long enough that no lease lapses during the test. */
const lifetime = 600;

/** A database that is restored to a time before it was lost, while Kafka has lost nothing. Each test continues where the one before it ended. */
describeWithKafka('a database that is restored from a backup', (brokers) => {
  let dir: string;
  let prefix: string;
  let lost: ArchivedPostgres;
  let restored: RunningPostgres | undefined;
  let service: ServiceProcess | undefined;
  const start = async (url: string, roles = 'api,relay,scheduler,projector'): Promise<ApiClient> => {
    service = await startService({
      DATABASE_URL: url,
      KAFKA_BROKERS: brokers,
      KAFKA_TOPIC_PREFIX: prefix,
      ROLES: roles,
    });
    return new ApiClient(service.baseUrl);
  };
  const stop = async (): Promise<void> => {
    await service?.stop();
    service = undefined;
  };
  const reconcile = (...args: readonly string[]) =>
    startCli(['reconcile', '--kafka', brokers, '--topic-prefix', prefix, ...args], {
      ALLOCATOR_DATABASE_URL: restored?.url ?? '',
    }).ended;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'restore-'));
    chmodSync(dir, 0o755);
    prefix = testPrefix();
    lost = await ArchivedPostgres.start(dir);
  }, 60_000);
  afterAll(async () => {
    await stop();
    await lost.server.stop();
    await restored?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  /** Acknowledged before the time to which the database is restored. */
  const before: Answer[] = [];
  /** Acknowledged after that time, and published. */
  const after: { readonly key: string; readonly answer: Answer }[] = [];
  let lostAt: Date;
  /** Acknowledged after that time, and not published. */
  let unpublished: Answer;
  let restore: (copy: string) => Promise<RunningPostgres>;

  it('is backed up under load, and lost after assignments that the backup does not have', async () => {
    let api = await start(lost.server.url);
    await api.setUpPool({ ...pool, lifetime });
    const backup = await lost.backUp();
    before.push(await api.assign(pool.poolId, 'alice'));
    // After the commit of alice's assignment, and before the events that follow its publication.
    const time = new Date(Date.now() + 5);
    await untilPublished(api);
    // Frees alice's identity, which is then assigned again. In the restored database it is still alice's.
    const freed = { operatorId: 'op-pool-a', impi: before[0]?.body['impi'], generation: 1, tokenRefused: true };
    await api.send('POST', '/v1/indications', freed, { 'idempotency-key': randomUUID() });
    for (const user of ['bob', 'carol']) {
      const key = randomUUID();
      after.push({ key, answer: await api.assign(pool.poolId, user, key) });
    }
    await api.send('POST', `/v1/pools/${pool.poolId}/identities`, 'late@ims.example,sip:late@example.org\n', {
      'content-type': 'text/csv',
    });
    await untilPublished(api);
    await stop();
    // Without the relay, this assignment is committed and answered, but not published.
    api = await start(lost.server.url, 'api');
    unpublished = await api.assign(pool.poolId, 'dave');
    expect([...before, ...after.map(({ answer }) => answer), unpublished].map(({ status }) => status)).toEqual(
      Array.from({ length: 4 }, () => 201),
    );
    await stop();
    lostAt = new Date();
    await lost.archive();
    await lost.server.stop();
    restore = (copy) => ArchivedPostgres.restore(dir, backup, copy, time);
  }, 120_000);

  it('control: assigns an unpublished identity a second time if the operator wrongly confirms that nothing is unpublished', async () => {
    restored = await restore('control');
    expect(await reconcile('--nothing-unpublished')).toMatchObject({ exitCode: 0 });
    // Without the relay, so that the wrong assignment is not published.
    const api = await start(restored.url, 'api');
    const assigned = await Promise.all(['erin', 'frank', 'grace'].map((user) => api.assign(pool.poolId, user)));
    const twice = assigned.find(({ body }) => body['impi'] === unpublished.body['impi'])?.body ?? {};
    expect(String(twice['assignedAt']) < String(unpublished.body['reassignableAt'])).toBe(true);
    await stop();
    await restored.stop();
  }, 60_000);

  it('closes its lane by itself, and assigns nothing in it', async () => {
    restored = await restore('data-restored');
    const api = await start(restored.url);
    await eventually(async () => (await api.assign(pool.poolId, 'erin')).body['code'] === 'lane-closed', 30_000);
    await stop();
  }, 60_000);

  it('reconcile without --lost-at exits with 2 and asks for the time of the loss', async () => {
    expect(await reconcile()).toMatchObject({ exitCode: 2, err: expect.stringContaining('--lost-at') as unknown });
    const mistyped = await reconcile('--lost-at', '2099-01-01T00:00:00Z');
    expect(mistyped).toMatchObject({ exitCode: 2, err: expect.stringContaining('a day ahead') as unknown });
  });

  it('reconcile restores the events of the topic, byte for byte, and reports until when pools are held', async () => {
    const { exitCode, out, err } = await reconcile('--lost-at', lostAt.toISOString());
    expect([exitCode, err.includes('rror')]).toEqual([0, false]);
    const heldUntil = new Date(lostAt.getTime() + lifetime * 1_000).toISOString();
    expect(out).toContain(`pool-a assigns nothing before ${heldUntil}`);
    expect(out).toContain(`lane ${String(lane)} is open again`);
    const api = await start(restored?.url ?? '');
    const store = await readStoreLanes(api.baseUrl, lanes);
    const topic = await readEventTopic(
      brokers,
      prefix,
      store.map(({ length }) => length),
    );
    for (const [each, documents] of store.entries()) {
      expect(checkChain(each, documents)).toEqual([]);
      expect(checkNoEarlyExpiry(each, documents)).toEqual([]);
    }
    expectTopicEqualsStore(store, topic);
    await expectAvailabilityOfEvents(restored?.url ?? '', store);
  }, 60_000);

  it('assigns no identity of the lost period before its bound, whether its assignment was published or not', async () => {
    const api = new ApiClient(service?.baseUrl ?? '');
    const heldUntil = new Date(lostAt.getTime() + lifetime * 1_000).toISOString();
    const refused = { status: 409, body: { code: 'pool-exhausted', nextReassignableAt: heldUntil } };
    const { body } = await api.get(`/v1/pools/${pool.poolId}/availability`);
    expect([body['assignNotBefore'], Number(body['assignable']) > 0]).toEqual([heldUntil, true]);
    // Two identities look free; one of them has the unpublished assignment.
    expect(await api.assign(pool.poolId, 'erin')).toMatchObject(refused);
    const bob = String(after[0]?.answer.body['assignmentId']);
    const held = { status: 409, body: { code: 'held-after-restore', nextReassignableAt: heldUntil } };
    expect(await api.prolong(bob)).toMatchObject(held);
    // A release is a hint without effect on safety, so it is accepted.
    expect(await api.release(bob)).toMatchObject({ status: 200 });
  });

  it('a repeated command of the lost period gets its first answer', async () => {
    const api = new ApiClient(service?.baseUrl ?? '');
    for (const { key, answer } of after) {
      const again = await api.assign(pool.poolId, 'bob or carol', key);
      expect([again.status, again.body]).toEqual([answer.status, answer.body]);
    }
  });

  it('assigns the held identities at their bound, and no identity has had two holders at a time', async () => {
    await setRestoredClock(lostAt.getTime() + lifetime * 1_000 - 1);
    const api = new ApiClient(service?.baseUrl ?? '');
    expect(await api.assign(pool.poolId, 'erin')).toMatchObject({ status: 409 });
    await setRestoredClock(lostAt.getTime() + lifetime * 1_000);
    expect((await api.get(`/v1/pools/${pool.poolId}/availability`)).body).not.toHaveProperty('assignNotBefore');
    for (let n = 0; n < 5; n++) {
      const assigned = await api.assign(pool.poolId, `next-${String(n)}`);
      expect(assigned).toMatchObject({ status: 201 });
      if (assigned.body['impi'] !== unpublished.body['impi']) continue;
      expect(Date.parse(String(assigned.body['assignedAt']))).toBeGreaterThanOrEqual(
        Date.parse(String(unpublished.body['reassignableAt'])),
      );
    }
    const store = await readStoreLanes(api.baseUrl, lanes);
    for (const [each, documents] of store.entries()) expect(checkOneHolder(each, documents)).toEqual([]);
  });

  async function setRestoredClock(at: number): Promise<void> {
    const client = new pg.Client({ connectionString: restored?.url });
    await client.connect();
    await setClock(client, at);
    await client.end();
  }

  async function untilPublished(api: ApiClient): Promise<void> {
    await eventually(async () => {
      const { body } = await api.get('/health/ready');
      const relay = body['relay'] as { readonly state: string; readonly lag: number }[];
      return relay.length === lanes && relay.every(({ state, lag }) => state === 'publishing' && lag === 0);
    }, 30_000);
  }
});
