import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { laneOf } from '@allocator/domain';
import { type KafkaWwsf, kafkaClient } from '@allocator/local';
import { whereAvailable } from '@allocator/testing';
import type { Consumer } from 'kafkajs';
import pg from 'pg';
import { ApiClient } from '../support/api-client.js';
import { AssigningLoad } from '../support/assigning-load.js';
import { connectWwsf } from '../support/connect-wwsf.js';
import { describeWithKafka, testPrefix } from '../support/describe-with-kafka.js';
import { eventually } from '../support/eventually.js';
import { everyFault } from '../support/every-fault.js';
import {
  expectAcknowledgedStored,
  expectSoundHistory,
  expectTopicEqualsStore,
} from '../support/expect-sound-history.js';
import { createDatabase, dropDatabase } from '../support/test-database.js';
import { KafkaAssigningLoad } from '../support/kafka-assigning-load.js';
import { anybody, groupOf } from '../support/kafka-user.js';
import { ProcessesByRoles } from '../support/processes-by-roles.js';
import { readEventTopic, readStoreLanes } from '../support/read-store.js';
import { Standstills } from '../support/standstills.js';

const lanes = 8;
/** One in each lane: every `api` has commands over Kafka, every relay events, and every projector, too. */
const pools = Array.from({ length: lanes }, (_, lane) => poolInLane(lane));
/** Few, so that identities are assigned again during the test. */
const identitiesPerPool = 90;
const lifetimeSeconds = 3;
/** Of a client over HTTP, between two assignments. */
const pauseMs = 200;
/** Minimum number of acknowledged assignments over HTTP between two kills. */
const acknowledgedBetween = 60;
/** A dead member of a consumer group keeps its partitions for 6 s, and a process starts in 2 s; the rest is for a busy machine. */
const takeoverMsMax = 45_000;
const progressPollMs = 100;

const [api, workers, projector] = ['api', 'relay,scheduler', 'projector'] as const;
const layouts = [
  {
    layout: 'two api, one relay and scheduler, one projector',
    roles: [api, api, workers, projector],
    missing: everyFault,
  },
  {
    layout: 'two of everything',
    roles: [api, api, workers, workers, projector, projector],
    missing: undefined,
  },
];

for (const { layout, roles, missing } of layouts) {
  whereAvailable(describe, missing)(layout, () => {
    describeWithKafka('one process of each kind is killed under load', (brokers) => {
      const prefix = testPrefix();
      const standstills = new Standstills<'publication' | 'expiry' | 'read models'>();
      const overHttp = new AssigningLoad(pools, pauseMs);
      let url: string;
      let database: pg.Pool;
      let processes: ProcessesByRoles;
      let reader: Consumer;
      let wwsf: KafkaWwsf;
      let overKafka: KafkaAssigningLoad;
      let watch: NodeJS.Timeout | undefined;
      beforeAll(async () => {
        url = await createDatabase();
        database = new pg.Pool({ connectionString: url, max: 1 });
        database.on('error', () => undefined);
        const env = { DATABASE_URL: url, KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix };
        processes = await ProcessesByRoles.start(roles, env);
        const client = new ApiClient(processes.urlsOf(api)[0] ?? '');
        for (const [lane, poolId] of pools.entries()) {
          const pool = { poolId, identities: identitiesPerPool, first: lane * identitiesPerPool + 1 };
          await client.setUpPool({ ...pool, lifetime: lifetimeSeconds });
        }
        reader = await readNewEvents(brokers, `${prefix}.events`, () => standstills.moved('publication'));
        wwsf = await connectWwsf(brokers, prefix, 'wwsf-a');
        overKafka = new KafkaAssigningLoad(wwsf, pools);
      }, 90_000);
      afterAll(async () => {
        clearInterval(watch);
        overHttp.abandon();
        overKafka.abandon();
        await wwsf.close();
        await reader.disconnect();
        await processes.stop();
        await database.end();
        await dropDatabase(url);
      });

      it('another one takes over: nothing acknowledged is lost, no command has two effects, the topic equals the store', async () => {
        await overHttp.acknowledge(processes.urlsOf(api), acknowledgedBetween);
        await overKafka.answerInEachPool();
        await eventually(async () => (await progressOf(database)).expired > 0, takeoverMsMax, 'the first expiry');
        const look = async (): Promise<void> => {
          const { expired, projected } = await progressOf(database);
          standstills.seen('expiry', expired);
          standstills.seen('read models', projected);
        };
        watch = setInterval(() => void look().catch(() => undefined), progressPollMs);

        for (const each of [api, workers, projector]) {
          await processes.kill(each);
          await overHttp.acknowledge(processes.urlsOf(api), acknowledgedBetween);
        }
        await overKafka.answerInEachPool();
        const isPublished = async (): Promise<boolean> => (await processes.publishedLanes(workers)) === lanes;
        await eventually(isPublished, takeoverMsMax, 'a publisher of each lane');
        const { stored } = await progressOf(database);
        const isProjected = async (): Promise<boolean> => (await progressOf(database)).projected >= stored;
        await eventually(isProjected, takeoverMsMax, 'the progress of the read models');
        clearInterval(watch);
        await Promise.all([overHttp.stop(), overKafka.stop()]);
        // No command records these: only a scheduler does.
        await eventually(async () => (await progressOf(database)).leased === 0, takeoverMsMax, 'the last expiry');

        expect(overKafka.unexpected).toEqual([]);
        const acknowledged = [...overHttp.acknowledged, ...overKafka.acknowledged];
        const store = await readStoreLanes(processes.urlsOf(api)[0] ?? '', lanes);
        expectAcknowledgedStored(store, acknowledged);
        expectOneEffectEach(store);
        expectOneOutcomeEach(wwsf);
        expectSoundHistory(store);
        const counts = store.map(({ length }) => length);
        expectTopicEqualsStore(store, await readEventTopic(brokers, prefix, counts));
        const isAllProjected = async (): Promise<boolean> => {
          const { stored: all, projected } = await progressOf(database);
          return projected === all;
        };
        await eventually(isAllProjected, takeoverMsMax, 'read models of all events');

        const figures = {
          'over HTTP': overHttp.longestWaitMs,
          'over Kafka': overKafka.longestWaitMs,
          publication: standstills.longestMs('publication'),
          expiry: standstills.longestMs('expiry'),
          'read models': standstills.longestMs('read models'),
        };
        const shown = Object.entries(figures).map(([what, ms]) => `${what} ${(ms / 1_000).toFixed(1)} s`);
        console.log(
          `${layout}: ${String(acknowledged.length)} assignments, the longest time without: ${shown.join(', ')}`,
        );
        expect(Math.max(...Object.values(figures))).toBeLessThan(takeoverMsMax);
      }, 180_000);
    });
  });
}

/** The first of `pool-0`, `pool-1`, ... in the lane. */
function poolInLane(lane: number): string {
  for (let n = 0; ; n++) if (laneOf(`pool-${String(n)}`, lanes) === lane) return `pool-${String(n)}`;
}

/** Calls back for each batch of events that is published from now on. */
async function readNewEvents(brokers: string, topic: string, arrived: () => void): Promise<Consumer> {
  const kafka = await kafkaClient(brokers, { retry: { retries: 20 } });
  const consumer = kafka.consumer({ groupId: groupOf(anybody), readUncommitted: false, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic });
  await consumer.run({
    eachBatch: () => {
      arrived();
      return Promise.resolve();
    },
  });
  return consumer;
}

interface Progress {
  /** Events of all lanes. */
  readonly stored: number;
  /** Of them, those in the read models. */
  readonly projected: number;
  readonly expired: number;
  /** Leases that are not closed. */
  readonly leased: number;
}

async function progressOf(database: pg.Pool): Promise<Progress> {
  const { rows } = await database.query<Progress>(`
    select (select sum(position)::int from lanes) as stored,
      (select coalesce(sum(position), 0)::int from projection_checkpoints where projection = 'pool-activity') as projected,
      (select count(*)::int from events where type = 'Expired') as expired,
      (select count(*)::int from availability where status in ('assigned', 'released')) as leased`);
  return rows[0] as Progress;
}

function expectOneEffectEach(store: readonly (readonly string[])[]): void {
  const commands = store.flat().flatMap((document) => /"commandId":"([^"]+)"/.exec(document)?.[1] ?? []);
  expect(new Set(commands).size).toBe(commands.length);
}

/** An outcome is sent at least once: a repeated one must be the same. */
function expectOneOutcomeEach({ outcomes }: KafkaWwsf): void {
  const different = new Set(outcomes.map((outcome) => JSON.stringify(outcome)));
  expect(new Set(outcomes.map(({ commandId }) => commandId)).size).toBe(different.size);
}
