import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { laneOf } from '@allocator/domain';
import type { RunningPostgres } from '@allocator/tools';
import { checkChain, checkNoEarlyExpiry, checkOneHolder, checkTopicEqualsStore } from '@allocator/testing';
import pg from 'pg';
import type { Answer } from '../support/api-client.js';
import { ApiClient } from '../support/api-client.js';
import { expectAvailabilityOfEvents } from '../support/expect-availability-of-events.js';
import { eventually } from '../support/eventually.js';
import { describeWithKafka, testPrefix } from '../support/kafka.js';
import { ArchivedPostgres } from '../support/archived-postgres.js';
import { readStoreLanes, readTopic } from '../support/read-store.js';
import { startCli } from '../support/start-cli.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';

const lanes = 8;
const pool = { poolId: 'pool-a', identities: 4 };
const lane = laneOf(pool.poolId, lanes);
/** Of every lease, in seconds: long enough that nothing lapses by itself before it is looked at. */
const lifetime = 600;

/** A database that is restored to an earlier time than it was lost at, with Kafka as it was. */
describeWithKafka('a store that is restored from a backup', (brokers) => {
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

  /** What was acknowledged before the store was lost. */
  const before: Answer[] = [];
  const after: { readonly key: string; readonly answer: Answer }[] = [];
  let lostAt: Date;
  let unpublished: Answer;
  let restore: (copy: string) => Promise<RunningPostgres>;

  it('is backed up while it works, and lost after more was lent than the backup has', async () => {
    let api = await start(lost.server.url);
    await api.setUpPool({ ...pool, lifetime });
    const backup = await lost.backUp();
    before.push(await api.assign(pool.poolId, 'alice'));
    // After its commit, and before what comes when it is published.
    const time = new Date(Date.now() + 5);
    await untilPublished(api);
    // One lends on what another had: to the restored store it is still the other's.
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
    // The relay does not run: what is lent now is committed and answered, and published nowhere.
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

  it('would lend to a second person what nobody has on record, were it vouched for wrongly: the control', async () => {
    restored = await restore('control');
    expect(await reconcile('--nothing-unpublished')).toMatchObject({ exitCode: 0 });
    // Without the relay: what goes wrong here must not be published.
    const api = await start(restored.url, 'api');
    const lent = await Promise.all(['erin', 'frank', 'grace'].map((user) => api.assign(pool.poolId, user)));
    const twice = lent.find(({ body }) => body['impi'] === unpublished.body['impi'])?.body ?? {};
    expect(String(twice['assignedAt']) < String(unpublished.body['reassignableAt'])).toBe(true);
    await stop();
    await restored.stop();
  }, 60_000);

  it('closes the lane by itself, and lends nothing of it', async () => {
    restored = await restore('data-restored');
    const api = await start(restored.url);
    await eventually(async () => (await api.assign(pool.poolId, 'erin')).body['code'] === 'lane-closed', 30_000);
    await stop();
  }, 60_000);

  it('asks what is to be known of the loss', async () => {
    expect(await reconcile()).toMatchObject({ exitCode: 2, err: expect.stringContaining('--lost-at') as unknown });
  });

  it('gets back what the topic has, byte for byte, and says what it holds back until when', async () => {
    const { exitCode, out, err } = await reconcile('--lost-at', lostAt.toISOString());
    expect([exitCode, err.includes('rror')]).toEqual([0, false]);
    const heldUntil = new Date(lostAt.getTime() + lifetime * 1_000).toISOString();
    expect(out).toContain(`pool-a lends nothing before ${heldUntil}`);
    expect(out).toContain(`lane ${String(lane)} is open again`);
    const api = await start(restored?.url ?? '');
    const store = await readStoreLanes(api.baseUrl, lanes);
    const topic = await readTopic(
      brokers,
      prefix,
      store.map(({ length }) => length),
    );
    for (const [each, documents] of store.entries()) {
      expect(checkChain(each, documents)).toEqual([]);
      expect(checkNoEarlyExpiry(each, documents)).toEqual([]);
      expect(checkTopicEqualsStore(each, documents, topic[each] ?? [])).toEqual([]);
    }
    await expectAvailabilityOfEvents(restored?.url ?? '', store);
  }, 60_000);

  it('lends nothing of what was issued since before its bound: what is on record, and what is on none', async () => {
    const api = new ApiClient(service?.baseUrl ?? '');
    const heldUntil = new Date(lostAt.getTime() + lifetime * 1_000).toISOString();
    const refused = { status: 409, body: { code: 'pool-exhausted', nextReassignableAt: heldUntil } };
    // Two identities look free: one of them is the unpublished one's.
    expect(await api.assign(pool.poolId, 'erin')).toMatchObject(refused);
    const bob = String(after[0]?.answer.body['assignmentId']);
    const held = { status: 409, body: { code: 'held-after-restore', nextReassignableAt: heldUntil } };
    expect(await api.prolong(bob)).toMatchObject(held);
    // A hint changes nothing about safety, and is taken.
    expect(await api.release(bob)).toMatchObject({ status: 200 });
  });

  it('gives a command of the lost span its first answer', async () => {
    const api = new ApiClient(service?.baseUrl ?? '');
    for (const { key, answer } of after) {
      const again = await api.assign(pool.poolId, 'bob or carol', key);
      expect([again.status, again.body]).toEqual([answer.status, answer.body]);
    }
  });

  it('lends again at that instant, and no two ever held one identity', async () => {
    await setClock(restored?.url ?? '', lostAt.getTime() + lifetime * 1_000 - 1);
    const api = new ApiClient(service?.baseUrl ?? '');
    expect(await api.assign(pool.poolId, 'erin')).toMatchObject({ status: 409 });
    await setClock(restored?.url ?? '', lostAt.getTime() + lifetime * 1_000);
    for (let n = 0; n < 5; n++) {
      const lent = await api.assign(pool.poolId, `next-${String(n)}`);
      expect(lent).toMatchObject({ status: 201 });
      if (lent.body['impi'] !== unpublished.body['impi']) continue;
      expect(Date.parse(String(lent.body['assignedAt']))).toBeGreaterThanOrEqual(
        Date.parse(String(unpublished.body['reassignableAt'])),
      );
    }
    const store = await readStoreLanes(api.baseUrl, lanes);
    for (const [each, documents] of store.entries()) expect(checkOneHolder(each, documents)).toEqual([]);
  });

  async function setClock(url: string, at: number): Promise<void> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(
      `create or replace function allocator_clock() returns timestamptz language sql volatile
       as $$select timestamptz '${new Date(at).toISOString()}'$$`,
    );
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
