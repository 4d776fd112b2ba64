import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { whereAvailable } from '@allocator/testing';
import { ApiClient } from '../support/api-client.js';
import { AssigningLoad } from '../support/assigning-load.js';
import { expectAvailabilityOfEvents } from '../support/expect-availability-of-events.js';
import {
  expectAcknowledgedStored,
  expectSoundHistory,
  expectTopicEqualsStore,
} from '../support/expect-sound-history.js';
import { createDatabase, dropDatabase } from '../support/test-database.js';
import { describeWithKafka, testPrefix } from '../support/describe-with-kafka.js';
import { readStoreLanes, readEventTopic } from '../support/read-store.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';
import { setUpShortLivedPools, shortLivedPools } from '../support/short-lived-pools.js';

const lanes = 8;
/** To run more: `SERVICE_KILLS=20 npm test -- test/fault/kill-service`. */
const kills = Number(process.env['SERVICE_KILLS'] ?? 5);
/** Minimum number of acknowledged assignments between two kills. */
const acknowledgedBetween = 60;

describeWithKafka(`kill -9 of the service, ${String(kills)} times under load`, (brokers) => {
  const prefix = testPrefix();
  let url: string;
  let service: ServiceProcess;
  const load = new AssigningLoad(shortLivedPools, 20);
  const start = () => startService({ DATABASE_URL: url, KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix });
  beforeAll(async () => {
    url = await createDatabase();
    service = await start();
    await setUpShortLivedPools(new ApiClient(service.baseUrl));
  }, 60_000);
  afterAll(async () => {
    load.abandon();
    await service.stop();
    await dropDatabase(url);
  });

  let store: readonly (readonly string[])[];
  it('loses no acknowledged assignment, and the topic equals the store', async () => {
    for (let kill = 0; kill < kills; kill++) {
      await load.acknowledge(service.baseUrl, acknowledgedBetween);
      await service.kill();
      service = await start();
    }
    await load.acknowledge(service.baseUrl, acknowledgedBetween);
    await load.stop();

    await service.stop();
    service = await startService({
      DATABASE_URL: url,
      KAFKA_BROKERS: brokers,
      KAFKA_TOPIC_PREFIX: prefix,
      ROLES: 'api,relay',
    });
    store = await readStoreLanes(service.baseUrl, lanes);
    expect(load.acknowledged.length).toBeGreaterThanOrEqual(kills * acknowledgedBetween);
    expectAcknowledgedStored(store, load.acknowledged);
    expectSoundHistory(store);
    await expectAvailabilityOfEvents(url, store);
    const topic = await readEventTopic(
      brokers,
      prefix,
      store.map((documents) => documents.length),
    );
    expectTopicEqualsStore(store, topic);
  }, 180_000);

  whereAvailable(it, isInstalled('kcat') ? undefined : 'kcat is not installed (Debian: kcat)')(
    'the topic equals the store for a client that is independent of kafkajs',
    () => {
      for (const [lane, documents] of store.entries()) expect(readWithKcat(brokers, prefix, lane)).toEqual(documents);
    },
  );
});

function readWithKcat(brokers: string, prefix: string, lane: number): string[] {
  const topic = ['-b', brokers, '-t', `${prefix}.events`, '-p', String(lane)];
  const args = ['-C', '-q', ...topic, '-o', 'beginning', '-e', '-X', 'isolation.level=read_committed'];
  const read = execFileSync('kcat', args, { encoding: 'utf8', maxBuffer: 1_000_000_000 });
  return read.split('\n').slice(0, -1);
}

function isInstalled(command: string): boolean {
  try {
    execFileSync('which', [command], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
