import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { checkChain, checkNoEarlyExpiry, checkOneHolder, checkTopicEqualsStore } from '@allocator/testing';
import { ApiClient } from '../support/api-client.js';
import { AssigningLoad } from '../support/assigning-load.js';
import { expectAvailabilityOfEvents } from '../support/expect-availability-of-events.js';
import { createDatabase, dropDatabase } from '../support/fresh-database.js';
import { describeWithKafka, testPrefix } from '../support/kafka.js';
import { readStoreLanes, readTopic } from '../support/read-store.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';

const lanes = 8;
const kills = 10;
/** Assignments that clients have been told of between two kills at least. */
const acknowledgedBetween = 60;
const pools = ['pool-a', 'pool-b', 'pool-c', 'pool-d'];

describeWithKafka('kill -9 of the service under load, ten times', (brokers) => {
  const prefix = testPrefix();
  let url: string;
  let service: ServiceProcess;
  const start = () => startService({ DATABASE_URL: url, KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix });
  beforeAll(async () => {
    url = await createDatabase();
    service = await start();
    const client = new ApiClient(service.baseUrl);
    for (const [index, poolId] of pools.entries()) {
      // Lifetimes of a few seconds, so that identities are lent on and lapses are recorded in the middle of it all.
      await client.setUpPool({ poolId, identities: 1_500, first: index * 10_000 + 1, lifetime: 4 + index });
    }
  }, 60_000);
  afterAll(async () => {
    await service.stop();
    await dropDatabase(url);
  });

  it('loses no acknowledged assignment, and the topic equals the store', async () => {
    const load = new AssigningLoad(pools);
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

    for (const [lane, documents] of store.entries()) {
      expect([lane, ...checkChain(lane, documents)]).toEqual([lane]);
      expect([lane, ...checkOneHolder(lane, documents)]).toEqual([lane]);
      expect([lane, ...checkNoEarlyExpiry(lane, documents)]).toEqual([lane]);
    }
    await expectAvailabilityOfEvents(url, store);
    const topic = await readTopic(
      brokers,
      prefix,
      store.map((documents) => documents.length),
    );
    for (const [lane, documents] of store.entries()) {
      expect([lane, ...checkTopicEqualsStore(lane, documents, topic[lane] ?? [])]).toEqual([lane]);
    }
    expectEqualForKcat(brokers, prefix, store);
  }, 180_000);
});

/** Read once more by a client that nobody here wrote, where it is installed. */
function expectEqualForKcat(brokers: string, prefix: string, store: readonly (readonly string[])[]): void {
  if (!isInstalled('kcat')) {
    console.warn('SKIPPED: kcat is not installed, the topic was read with kafkajs alone');
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
