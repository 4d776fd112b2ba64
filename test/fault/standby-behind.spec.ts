import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { laneOf } from '@allocator/domain';
import { ApiClient } from '../support/api-client.js';
import { AssigningLoad } from '../support/assigning-load.js';
import { auditAnswers } from '../support/audit-answers.js';
import { describeWithKafka, testPrefix } from '../support/describe-with-kafka.js';
import { describeWithPostgres15 } from '../support/describe-with-postgres-15.js';
import { eventually } from '../support/eventually.js';
import { expectSoundHistory, expectTopicHasStore } from '../support/expect-sound-history.js';
import { readEventTopic, readStoreLanes } from '../support/read-store.js';
import {
  type ServiceOnReplicatedPostgres,
  startServiceOnReplicatedPostgres,
} from '../support/service-on-replicated-postgres.js';
import { type ServiceProcess, startService } from '../support/service-process.js';
import { setUpShortLivedPools, shortLivedPools } from '../support/short-lived-pools.js';
import { startCli } from '../support/start-cli.js';
import { untilLogged } from '../support/until-logged.js';

const lanes = 8;
/** Without load, in a lane that loses nothing. */
const quietPool = 'pool-e';
/** Assignments that were acknowledged after the standby received its last data. */
const behind = 100;
const struckLanes = [...new Set(shortLivedPools.map((poolId) => laneOf(poolId, lanes)))].sort();

/** Each test continues where the one before it ended. */
describeWithKafka('a PostgreSQL with an asynchronous standby that is behind', (brokers) => {
  describeWithPostgres15('under load', (programs) => {
    const prefix = testPrefix();
    const load = new AssigningLoad(shortLivedPools, 80);
    let running: ServiceOnReplicatedPostgres;
    let restarted: ServiceProcess | undefined;
    let lostAt: Date;
    const kafka = { KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix };
    beforeAll(async () => {
      running = await startServiceOnReplicatedPostgres(programs, {}, kafka);
      await setUpShortLivedPools(running.api);
      await running.api.setUpPool({ poolId: quietPool, identities: 10, first: 90_001 });
    }, 120_000);
    afterAll(async () => {
      load.abandon();
      await restarted?.stop();
      await running.end();
    });

    it('closes the lanes that lost something when it is promoted, and answers no command in them', async () => {
      const { service, api, replication, failOver } = running;
      await load.acknowledge(service.baseUrl, 50);
      replication.become('silent');
      await load.acknowledge(service.baseUrl, behind);
      const failover = failOver();
      lostAt = new Date();
      await failover;
      const acknowledged = load.acknowledged.length;
      await eventually(async () => (await closedLanes(api)).length >= struckLanes.length, 15_000, 'the closed lanes');
      expect(await closedLanes(api)).toEqual(struckLanes);
      await untilLogged(service, /"code":"lane-closed-store-behind"/);
      expect(await api.assign(quietPool, 'alice')).toMatchObject({ status: 201 });
      for (const poolId of shortLivedPools) {
        expect(await api.assign(poolId, 'bob')).toMatchObject({ status: 503, body: { code: 'lane-closed' } });
      }
      expect(load.acknowledged.length).toBe(acknowledged);
    }, 120_000);

    it('is repaired by reconcile: what was published is restored, and no identity is assigned twice', async () => {
      const since = load.acknowledged.length - 1;
      await running.service.stop();
      const { exitCode, out } = await startCli(
        ['reconcile', '--kafka', brokers, '--topic-prefix', prefix, '--lost-at', lostAt.toISOString()],
        { ALLOCATOR_DATABASE_URL: running.url },
      ).ended;
      expect(exitCode).toBe(0);
      for (const lane of struckLanes) expect(out).toContain(`lane ${String(lane)} is open again`);

      restarted = await startService({ DATABASE_URL: running.url, ...kafka });
      await load.acknowledge(restarted.baseUrl, 200);
      await load.stop();
      const store = await readStoreLanes(restarted.baseUrl, lanes);
      const { lost, doubled } = auditAnswers(load.acknowledged, store);
      console.info(
        `a failover to a standby that was behind, repaired: ${String(load.acknowledged.length)} acknowledged, ` +
          `${String(lost.length)} of them not published and held, ${String(doubled.length)} doubled, ` +
          `${String(load.longestGapMs(since))} ms without an answer`,
      );
      expect(doubled).toEqual([]);
      // The last ones before the kill: the others are restored from the topic.
      expect(lost.length).toBeLessThan(behind);
      expectSoundHistory(store);
      const topic = await readEventTopic(
        brokers,
        prefix,
        store.map(({ length }) => length),
      );
      expectTopicHasStore(store, topic);
      expect(await closedLanes(new ApiClient(restarted.baseUrl))).toEqual([]);
    }, 180_000);
  });
});

async function closedLanes(api: ApiClient): Promise<readonly number[]> {
  const closed = (await api.get('/health/ready')).body['closedLanes'] as
    | readonly { readonly lane: number }[]
    | undefined;
  // While the database does not answer, it is not known.
  return (closed ?? []).map(({ lane }) => lane).sort();
}
