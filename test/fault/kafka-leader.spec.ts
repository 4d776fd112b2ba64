import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Lane, laneOf } from '@allocator/domain';
import { type Kafka, KafkaEventTopic, TopicNames, TopicSettings, createKafka, eventsTopic } from '@allocator/kafka';
import { KafkaCluster, type KafkaOutcome, kafkaClient, readTopic, temporaryDir } from '@allocator/local';
import { RecordedLog, whereAvailable } from '@allocator/testing';
import { rmSync } from 'node:fs';
import { ApiClient } from '../support/api-client.js';
import { type Acknowledged as AcknowledgedOverHttp, AssigningLoad } from '../support/assigning-load.js';
import { CommandLoad } from '../support/command-load.js';
import { everyFault } from '../support/every-fault.js';
import { describeWithOwnKafka, testPrefix } from '../support/describe-with-kafka.js';
import { eventually } from '../support/eventually.js';
import { expectSoundHistory, expectTopicEqualsStore } from '../support/expect-sound-history.js';
import { createDatabase, dropDatabase } from '../support/test-database.js';
import { PublicationWatch, publishedLanes } from '../support/publication-watch.js';
import { readEventTopic, readStoreLanes } from '../support/read-store.js';
import { type ServiceProcess, startService } from '../support/service-process.js';

const lanes = 8;
/** One in each lane, so that every partition of the events topic gets events. */
const pools = Array.from({ length: lanes }, (_, lane) => poolIn(lane as Lane));
const overKafka = { wwsfId: 'wwsf-k', poolId: 'pool-k' };
/** With 24 clients, about 30 assignments per second: what is tried is the failover, not the load. */
const pauseMs = 800;
const resumedMsMax = 60_000;

describeWithOwnKafka('three Kafka brokers with min.insync.replicas=2', () => {
  const prefix = testPrefix();
  const topic = `${prefix}.events`;
  const dir = temporaryDir('kafka-cluster');
  let url: string;
  let cluster: KafkaCluster;
  let service: ServiceProcess;
  const running: Load[] = [];
  beforeAll(async () => {
    [url, cluster] = await Promise.all([createDatabase(), KafkaCluster.start({ dir, size: 3, isBrief: true })]);
    const { brokers } = cluster;
    service = await startService({ DATABASE_URL: url, KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix });
    const client = new ApiClient(service.baseUrl);
    const ownPools = pools.map((poolId, index) => ({ poolId, identities: 1_000, first: index * 100_000 + 1 }));
    const all = [...ownPools, { ...overKafka, identities: 3_000, first: 1_000_001 }];
    await Promise.all(all.map((pool) => client.setUpPool(pool)));
  }, 120_000);
  afterAll(async () => {
    for (const { http, commands } of running) {
      http.abandon();
      commands.abandon();
    }
    await service.stop();
    await cluster.stop();
    rmSync(dir, { recursive: true, force: true });
    await dropDatabase(url);
  });

  /** Runs the fault under load over HTTP and Kafka, waits for all answers, and compares them and the topic with the store. */
  const underLoad = async (name: string, fault: (http: AssigningLoad) => Promise<void>): Promise<void> => {
    const kafka = await kafkaClient(cluster.brokers);
    const http = new AssigningLoad(pools, pauseMs);
    const commands = new CommandLoad({ kafka, prefix, ...overKafka });
    running.push({ http, commands });
    await http.acknowledge(service.baseUrl, 100);
    const watch = new PublicationWatch(service.baseUrl);
    await fault(http);
    await resumed();
    await watch.stop();
    await http.stop();
    await commands.stop();

    const outcomes = await readOutcomes(commands.commandIds);
    const store = await readStoreLanes(service.baseUrl, lanes);
    const counts = store.map((documents) => documents.length);
    expectSoundHistory(store);
    expectTopicEqualsStore(store, await readEventTopic(cluster.brokers, prefix, counts));
    const { lost, doubled } = compare(store, [...http.acknowledged, ...outcomes.map(acknowledgedBy)]);
    console.info(
      `${name}: a lane published nothing for at most ${seconds(watch.longestStallMs)}, ` +
        `an answer over HTTP took at most ${seconds(http.longestWaitMs)}; ` +
        `acknowledged ${String(http.acknowledged.length)} over HTTP, ${String(outcomes.length)} over Kafka, ` +
        `lost ${String(lost.length)}, doubled ${String(doubled.length)}`,
    );
    expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set([201]));
  };

  /** Waits until each lane has published more than the store has now. */
  const resumed = async (): Promise<void> => {
    const store = (await readStoreLanes(service.baseUrl, lanes)).map((documents) => documents.length);
    const areAhead = async (): Promise<boolean> => {
      const published = await publishedLanes(service.baseUrl);
      return published.every(({ lane, publishedUpTo }) => publishedUpTo > (store[lane] ?? 0));
    };
    await eventually(areAhead, resumedMsMax, 'every lane publishes');
  };

  /** One outcome of each command. Others of the same command are equal. */
  const readOutcomes = async (commandIds: readonly string[]): Promise<readonly KafkaOutcome[]> => {
    const found = new Map<string, string>();
    const note = (values: readonly string[]): void => {
      for (const value of values) {
        const { commandId } = JSON.parse(value) as KafkaOutcome;
        expect(found.get(commandId) ?? value).toBe(value);
        found.set(commandId, value);
      }
    };
    const isEnough = (values: readonly (readonly string[])[]): boolean => {
      note(values.flat());
      return commandIds.every((commandId) => found.has(commandId));
    };
    await readTopic(await kafkaClient(cluster.brokers), `${prefix}.outcomes.${overKafka.wwsfId}`, { isEnough });
    return commandIds.map((commandId) => JSON.parse(found.get(commandId) ?? '{}') as KafkaOutcome);
  };

  it('warns of an events topic with one replica, and not of one that it creates', async () => {
    expect(service.log()).not.toContain('history-can-be-lost');
    const log = new RecordedLog();
    const kafka = createKafka({ brokers: cluster.brokers.split(','), clientId: 'test' }, log);
    const names = new TopicNames(testPrefix());
    await createOnOneBroker(kafka, eventsTopic(names, 1), 1);
    const events = new KafkaEventTopic(kafka, names, 1, new TopicSettings(log));
    for (let opened = 0; opened < 2; opened++) await (await events.openLane(0 as Lane)).close();
    const faults = [expect.stringMatching(/^replication\.factor=1: .*Set a replication factor of 3/)];
    expect(log.lines).toMatchObject([{ level: 'warn', code: 'history-can-be-lost', topic: names.events, faults }]);
  }, 30_000);

  it('publishes everything once and in order after kill -9 of the broker that leads most lanes', async () => {
    await underLoad('one of three brokers killed', async () => {
      await cluster.inSync([topic, '__transaction_state', '__consumer_offsets']);
      const victim = mostFrequent(await cluster.leaders(topic));
      // A topic of another program that has no leader then.
      await createOnOneBroker(await kafkaClient(cluster.brokers), { topic: testPrefix(), config: [] }, victim);
      await cluster.kill([victim]);
    });
  }, 120_000);

  whereAvailable(it, everyFault)(
    'publishes nothing and reports the lag while two of three are killed, and everything when they are back',
    async () => {
      await underLoad('two of three brokers killed', async (http) => {
        await cluster.kill(cluster.running.slice(1));
        await http.acknowledge(service.baseUrl, 50);
        const before = await publishedLanes(service.baseUrl);
        const hasLag = async (): Promise<boolean> =>
          (await publishedLanes(service.baseUrl)).reduce((sum, { lag }) => sum + lag, 0) >= 300;
        await eventually(hasLag, resumedMsMax, 'a lag of 300 events');
        const after = await publishedLanes(service.baseUrl);
        expect(after.map(({ publishedUpTo }) => publishedUpTo)).toEqual(
          before.map(({ publishedUpTo }) => publishedUpTo),
        );
        await cluster.startBrokers();
      });
    },
    120_000,
  );
});

async function createOnOneBroker(
  kafka: Kafka,
  { topic, config }: Pick<ReturnType<typeof eventsTopic>, 'topic' | 'config'>,
  nodeId: number,
): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  const replicaAssignment = [{ partition: 0, replicas: [nodeId] }];
  await admin.createTopics({
    topics: [{ topic, replicaAssignment, configEntries: [...config] }],
    waitForLeaders: false,
  });
  await admin.disconnect();
}

type Acknowledged = Pick<AcknowledgedOverHttp, 'assignmentId' | 'impi'>;

interface Load {
  readonly http: AssigningLoad;
  readonly commands: CommandLoad;
}

function acknowledgedBy({ body }: KafkaOutcome): Acknowledged {
  return { assignmentId: String(body['assignmentId']), impi: String(body['impi']) };
}

/** Acknowledged assignments that the store does not have, and commands that it has decided twice. */
function compare(
  store: readonly (readonly string[])[],
  acknowledged: readonly Acknowledged[],
): { readonly lost: readonly string[]; readonly doubled: readonly string[] } {
  const assigned = new Map<string, string>();
  const decided = new Set<string>();
  const doubled: string[] = [];
  for (const document of store.flat()) {
    const { type, data } = JSON.parse(document) as { type: string; data: Acknowledged & { commandId: string } };
    if (type !== 'Assigned') continue;
    assigned.set(data.assignmentId, data.impi);
    if (decided.has(data.commandId)) doubled.push(data.commandId);
    decided.add(data.commandId);
  }
  const lost = acknowledged.filter(({ assignmentId, impi }) => assigned.get(assignmentId) !== impi);
  return { lost: lost.map(({ assignmentId }) => assignmentId), doubled };
}

function poolIn(lane: Lane): string {
  for (let n = 0; ; n++) if (laneOf(`pool-${String(n)}`, lanes) === lane) return `pool-${String(n)}`;
}

function mostFrequent(values: readonly number[]): number {
  const count = (wanted: number): number => values.filter((value) => value === wanted).length;
  return values.reduce((best, value) => (count(value) > count(best) ? value : best));
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
