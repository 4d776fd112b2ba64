import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { freePort, startKafka } from '@allocator/local';
import type { RunningKafka } from '@allocator/local';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiClient } from '../support/api-client.js';
import { AssigningLoad } from '../support/assigning-load.js';
import { expectSoundHistory, expectTopicEqualsStore } from '../support/expect-sound-history.js';
import { createDatabase, dropDatabase } from '../support/test-database.js';
import { describeWithKafka, testPrefix } from '../support/describe-with-kafka.js';
import { readStoreLanes, readEventTopic } from '../support/read-store.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';

const lanes = 8;
/** With 24 clients, about 30 assignments per second: what is tried is the outage, not the load. */
const pauseMs = 800;
const pools = ['pool-a', 'pool-b'];
/** Duration of the outage. The default is longer than every timeout of a Kafka client (a request's is 15 s); `KAFKA_OUTAGE_SECONDS` changes it. */
const outageMs = Number(process.env['KAFKA_OUTAGE_SECONDS'] ?? 20) * 1_000;

describeWithKafka('an outage of Kafka for 20 seconds', () => {
  const prefix = testPrefix();
  const dir = mkdtempSync(join(tmpdir(), 'kafka-outage-'));
  let url: string;
  let kafka: RunningKafka;
  let service: ServiceProcess;
  const load = new AssigningLoad(pools, pauseMs);
  beforeAll(async () => {
    chmodSync(dir, 0o755);
    url = await createDatabase();
    kafka = await startKafka({ dir, port: await freePort(), isBrief: true });
    service = await startService({ DATABASE_URL: url, KAFKA_BROKERS: kafka.brokers, KAFKA_TOPIC_PREFIX: prefix });
    const client = new ApiClient(service.baseUrl);
    for (const [index, poolId] of pools.entries()) {
      await client.setUpPool({ poolId, identities: 5_000, first: index * 100_000 + 1 });
    }
  }, 120_000);
  afterAll(async () => {
    load.abandon();
    await service.stop();
    await kafka.stop();
    rmSync(dir, { recursive: true, force: true });
    await dropDatabase(url);
  });

  it('does not interrupt assignments; afterwards every event is published once, in order', async () => {
    await load.acknowledge(service.baseUrl, 100);
    await kafka.stop();
    const stoppedAt = Date.now();
    let rounds = 0;
    while (Date.now() - stoppedAt < outageMs) {
      await load.acknowledge(service.baseUrl, 25);
      rounds++;
    }
    expect(rounds).toBeGreaterThan(5);
    await load.stop();
    kafka = await startKafka({ dir, port: Number(kafka.brokers.split(':')[1]), isBrief: true });

    const store = await readStoreLanes(service.baseUrl, lanes);
    const topic = await readEventTopic(
      kafka.brokers,
      prefix,
      store.map((documents) => documents.length),
    );
    expectSoundHistory(store);
    expectTopicEqualsStore(store, topic);
  }, 180_000);
});
