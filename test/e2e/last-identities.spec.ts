import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createDatabase, dropDatabase } from '../support/test-database.js';
import { ApiClient } from '../support/api-client.js';
import { describeWithKafka, testPrefix } from '../support/describe-with-kafka.js';
import type { KafkaWwsf } from '@allocator/local';
import { connectWwsf } from '../support/connect-wwsf.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';

const identities = 50;
const requests = 200;

interface Answered {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Expects that each identity is assigned once, and that other requests are refused with the bound of the first assignment. */
function expectEachAssignedOnce(answers: readonly Answered[]): void {
  const assigned = answers.filter(({ status }) => status === 201);
  const refused = answers.filter(({ status }) => status === 409);
  expect([assigned.length, refused.length]).toEqual([identities, requests - identities]);
  expect(new Set(assigned.map(({ body }) => body['impi'])).size).toBe(identities);
  const bounds = assigned.map(({ body }) => String(body['reassignableAt'])).sort();
  for (const { body } of refused) {
    expect(body).toMatchObject({ code: 'pool-exhausted', nextReassignableAt: bounds[0] });
  }
}

describe('edge case 7: the last identities of a pool, requested through two processes', () => {
  let url: string;
  let processes: ServiceProcess[];
  let clients: ApiClient[];
  beforeAll(async () => {
    url = await createDatabase();
    processes = await Promise.all([1, 2].map(() => startService({ DATABASE_URL: url })));
    clients = processes.map(({ baseUrl }) => new ApiClient(baseUrl));
  }, 60_000);
  afterAll(async () => {
    await Promise.all(processes.map((process) => process.stop()));
    await dropDatabase(url);
  });

  it('200 requests for 50 identities assign each identity once', async () => {
    await clients[0]?.setUpPool({ poolId: 'pool-a', identities });
    const answers = await Promise.all(
      Array.from({ length: requests }, (_, n) => (clients[n % 2] as ApiClient).assign('pool-a', `user-${String(n)}`)),
    );
    expectEachAssignedOnce(answers);
    const { headers } = await (clients[0] as ApiClient).assign('pool-a', 'one-more');
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(3_500);
    expect((await clients[1]?.get('/v1/pools/pool-a/availability'))?.body).toMatchObject({ total: 50, assigned: 50 });
  }, 30_000);
});

describeWithKafka('the last identities of a pool, requested over HTTP and over Kafka', (brokers) => {
  const prefix = testPrefix();
  let url: string;
  let processes: ServiceProcess[];
  let wwsf: KafkaWwsf;
  beforeAll(async () => {
    url = await createDatabase();
    const env = { DATABASE_URL: url, KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix };
    processes = await Promise.all([1, 2].map(() => startService(env)));
    await new ApiClient(String(processes[0]?.baseUrl)).setUpPool({ poolId: 'pool-b', identities, first: 1_001 });
    wwsf = await connectWwsf(brokers, prefix, 'wwsf-a');
  }, 60_000);
  afterAll(async () => {
    await wwsf.close();
    await Promise.all(processes.map((process) => process.stop()));
    await dropDatabase(url);
  });

  it('200 commands for 50 identities assign each identity once', async () => {
    const overKafka = Array.from({ length: requests / 2 }, (_, n) => ({
      commandId: randomUUID(),
      type: 'Assign',
      poolId: 'pool-b',
      subject: { kind: 'authenticated', ref: `kafka-user-${String(n)}` },
    }));
    const outcomes = wwsf.outcomesOf(overKafka.map(({ commandId }) => commandId));
    const sent = wwsf.send('pool-b', overKafka);
    const overHttp = await Promise.all(
      Array.from({ length: requests / 2 }, (_, n) =>
        new ApiClient(String(processes[n % 2]?.baseUrl)).assign('pool-b', `http-user-${String(n)}`),
      ),
    );
    await sent;
    expectEachAssignedOnce([...overHttp, ...(await outcomes)]);
  }, 60_000);
});
