import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AssigningLoad } from '../support/assigning-load.js';
import { auditAnswers } from '../support/audit-answers.js';
import { describeWithKafka, testPrefix } from '../support/describe-with-kafka.js';
import { describeWithPostgres15 } from '../support/describe-with-postgres-15.js';
import { eventually } from '../support/eventually.js';
import { expectSoundHistory, expectTopicHasStore } from '../support/expect-sound-history.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { readEventTopic, readStoreLanes } from '../support/read-store.js';
import {
  type ServiceOnReplicatedPostgres,
  standbyName,
  startServiceOnReplicatedPostgres,
} from '../support/service-on-replicated-postgres.js';
import { setUpShortLivedPools, shortLivedPools } from '../support/short-lived-pools.js';

const lanes = 8;
/** Longest time without an answer in a failover, of which the promotion takes a part. */
const failoverMsMax = 15_000;
const nextStandby = 'next';
/** Without load, in a lane of its own. */
const quietPool = 'pool-e';

/** Each test continues where the one before it ended. The service is never restarted. */
describeWithPostgres15('a PostgreSQL with a synchronous standby, under load', (programs) => {
  const prefix = testPrefix();
  const load = new AssigningLoad(shortLivedPools, 80);
  let running: ServiceOnReplicatedPostgres;
  /** Follows the promoted standby. */
  let next: OwnPostgres | undefined;
  beforeAll(async () => {
    running = await startServiceOnReplicatedPostgres(
      programs,
      { synchronous_standby_names: standbyName },
      { KAFKA_BROKERS: process.env['KAFKA_BROKERS'] ?? 'off', KAFKA_TOPIC_PREFIX: prefix },
    );
    // For new sessions. The service raises it.
    await running.primary.run('alter database allocator set synchronous_commit = local');
    running.address.reset();
    await setUpShortLivedPools(running.api);
    await running.api.setUpPool({ poolId: quietPool, identities: 10, first: 90_001 });
  }, 120_000);
  afterAll(async () => {
    load.abandon();
    await running.end();
    await next?.remove();
  });

  it('loses nothing when the primary is killed and the standby is promoted, and resumes by itself', async () => {
    const { service, api, standby, replication, failOver } = running;
    await load.acknowledge(service.baseUrl, 100);
    // From now on, what does not wait for the standby is 150 ms ahead of it. Not for long: the connection has no more than 400 kB/s.
    replication.become('slow');
    await load.acknowledge(service.baseUrl, 30);
    const before = load.acknowledged.length - 1;
    await failOver();
    // Without the service, which closes the lanes of a store that has lost something.
    const acknowledged = [...load.acknowledged];
    const [events] = await standby.run('select document from events');
    const { lost, doubled, figures } = auditAnswers(acknowledged, [documentsOf(events)]);
    expect([lost, doubled]).toEqual([[], []]);
    await load.acknowledge(service.baseUrl, 100);
    const gapMs = load.longestGapMs(before);
    console.info(`a failover to a synchronous standby: ${figures}, ${String(gapMs)} ms without an answer`);
    expect(gapMs).toBeLessThan(failoverMsMax);
    expect(await api.get('/health/ready')).toMatchObject({ status: 200, body: { closedLanes: [] } });
  }, 120_000);

  it('acknowledges nothing while the standby is lost, even if an administrator cancels the wait for it', async () => {
    const { service, standby, api } = running;
    next = await OwnPostgres.standby(nextStandby, standby.port, programs);
    await standby.run(`alter system set synchronous_standby_names = '${nextStandby}'`, 'select pg_reload_conf()');
    await eventually(isSynchronous, 10_000, 'synchronous replication');
    await load.acknowledge(service.baseUrl, 50);
    await next.kill();

    const startedAt = performance.now();
    expect(await api.assign(quietPool, 'alice')).toMatchObject(refused);
    const ms = Math.round(performance.now() - startedAt);
    console.info(`the synchronous standby is lost: 503 after ${String(ms)} ms`);
    expect(ms).toBeLessThan(25_000);

    let isAnswered = false;
    const answer = api.assign(quietPool, 'bob').finally(() => {
      isAnswered = true;
    });
    await eventually(
      async () => {
        await standby.run(`select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'`);
        return isAnswered;
      },
      25_000,
      'an answer',
    );
    expect(await answer).toMatchObject(refused);
  }, 120_000);

  it('resumes by itself when the standby is back, and has lost and doubled nothing', async () => {
    const { service, api } = running;
    const before = load.acknowledged.length;
    const startedAt = performance.now();
    await next?.startAgain();
    await load.acknowledge(service.baseUrl, 1);
    const ms = Math.round(performance.now() - startedAt);
    await load.acknowledge(service.baseUrl, 50);
    await load.stop();
    expect(load.acknowledged.length).toBeGreaterThan(before);
    const store = await readStoreLanes(service.baseUrl, lanes);
    const { lost, doubled, figures } = auditAnswers(load.acknowledged, store);
    console.info(`the synchronous standby is back: ${figures}, ${String(ms)} ms from its start until an answer`);
    expect([lost, doubled]).toEqual([[], []]);
    expectSoundHistory(store);
    expect(await api.get('/health/ready')).toMatchObject({ status: 200, body: { closedLanes: [] } });
  }, 120_000);

  describeWithKafka('and its topic', (brokers) => {
    it('equals the store', async () => {
      const store = await readStoreLanes(running.service.baseUrl, lanes);
      const topic = await readEventTopic(
        brokers,
        prefix,
        store.map(({ length }) => length),
      );
      expectTopicHasStore(store, topic);
    }, 30_000);
  });

  const refused = { status: 503, body: { code: 'store-unavailable' } };
  const isSynchronous = async (): Promise<boolean> => {
    const [result] = await running.standby.run(
      `select from pg_stat_replication where application_name = '${nextStandby}' and sync_state = 'sync'`,
    );
    return result?.rowCount === 1;
  };
  const documentsOf = (result: { readonly rows: readonly unknown[] } | undefined): readonly string[] =>
    (result?.rows ?? []).map((row) => (row as { readonly document: string }).document);
});
