import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { ApiClient } from '../support/api-client.js';
import { AssigningLoad } from '../support/assigning-load.js';
import { expectAvailabilityOfEvents } from '../support/expect-availability-of-events.js';
import { expectSoundHistory, expectTopicEqualsStore } from '../support/expect-sound-history.js';
import { createDatabase, dropDatabase } from '../support/fresh-database.js';
import { describeWithKafka, testPrefix } from '../support/describe-with-kafka.js';
import { readStoreLanes, readEventTopic } from '../support/read-store.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';
import { setUpShortLivedPools, shortLivedPools } from '../support/short-lived-pools.js';

const lanes = 8;
const kills = 10;
/** Minimum number of acknowledged assignments between two kills. */
const acknowledgedBetween = 60;

describeWithKafka('kill -9 of the service, ten times under load', (brokers) => {
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
    const store = await readStoreLanes(service.baseUrl, lanes);
    const stored = new Map(
      store.flat().map((document) => {
        const { id, type, subject } = JSON.parse(document) as { id: string; type: string; subject: string };
        return [id, `${type} ${subject}`];
      }),
    );
    expect(load.acknowledged.length).toBeGreaterThanOrEqual(kills * acknowledgedBetween);
    for (const { assignmentId, impi } of load.acknowledged) expect(stored.get(assignmentId)).toBe(`Assigned ${impi}`);

    expectSoundHistory(store);
    await expectAvailabilityOfEvents(url, store);
    const topic = await readEventTopic(
      brokers,
      prefix,
      store.map((documents) => documents.length),
    );
    expectTopicEqualsStore(store, topic);
    expectEqualForKcat(brokers, prefix, store);
  }, 180_000);
});

/** Reads the topic with kcat, if it is installed: a client that is independent of kafkajs. */
function expectEqualForKcat(brokers: string, prefix: string, store: readonly (readonly string[])[]): void {
  if (!isInstalled('kcat')) {
    console.warn('SKIPPED: kcat is not installed; the topic was read with kafkajs only');
    return;
  }
  for (const [lane, documents] of store.entries()) {
    const read = execFileSync(
      'kcat',
      [
        '-C',
        '-b',
        brokers,
        '-t',
        `${prefix}.events`,
        '-p',
        String(lane),
        '-o',
        'beginning',
        '-e',
        '-q',
        '-X',
        'isolation.level=read_committed',
      ],
      { encoding: 'utf8', maxBuffer: 1_000_000_000 },
    );
    expect(read.split('\n').slice(0, -1)).toEqual(documents);
  }
}

function isInstalled(command: string): boolean {
  try {
    execFileSync('which', [command], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
