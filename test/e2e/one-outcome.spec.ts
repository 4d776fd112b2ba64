import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ApiClient } from '../support/api-client.js';
import { createDatabase, dropDatabase } from '../support/test-database.js';
import { describeWithKafka, testPrefix } from '../support/describe-with-kafka.js';
import type { KafkaWwsf } from '@allocator/local';
import { connectWwsf } from '../support/connect-wwsf.js';
import { readStore } from '../support/read-store.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';

describeWithKafka('a command id', (brokers) => {
  const prefix = testPrefix();
  let url: string;
  let service: ServiceProcess;
  let client: ApiClient;
  let wwsf: KafkaWwsf;
  beforeAll(async () => {
    url = await createDatabase();
    service = await startService({ DATABASE_URL: url, KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix });
    client = new ApiClient(service.baseUrl);
    await client.setUpPool({ poolId: 'pool-a', identities: 10 });
    wwsf = await connectWwsf(brokers, prefix, 'wwsf-a');
  }, 60_000);
  afterAll(async () => {
    await wwsf.close();
    await service.stop();
    await dropDatabase(url);
  });

  it('sent three times over HTTP and twice over Kafka has one event and five equal outcomes', async () => {
    const commandId = randomUUID();
    const subject = { kind: 'authenticated', ref: 'alice' };
    const overHttp = Promise.all([1, 2, 3].map(() => client.assign('pool-a', 'alice', commandId)));
    const record = { commandId, type: 'Assign', poolId: 'pool-a', subject };
    await wwsf.send('pool-a', [record, record]);
    await wwsf.until(() => wwsf.outcomes.filter((outcome) => outcome.commandId === commandId).length === 2);
    const outcomes = [...(await overHttp), ...wwsf.outcomes.filter((outcome) => outcome.commandId === commandId)];
    expect(outcomes.map(({ status, body }) => ({ status, body }))).toEqual(
      Array(5).fill({ status: 201, body: outcomes[0]?.body }),
    );
    const documents = await readStore(service.baseUrl, 6);
    expect(documents.filter((document) => document.includes(commandId))).toHaveLength(1);

    const other = await client.assign('pool-a', 'bob', commandId);
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    await wwsf.send('pool-a', [{ ...record, subject: { kind: 'authenticated', ref: 'bob' } }]);
    await wwsf.until(() => wwsf.outcomes.some((outcome) => outcome.commandId === commandId && outcome.status === 422));
  }, 30_000);

  it('that was refused gets the same refusal again, although the pool now has a free identity', async () => {
    const assigned = await Promise.all(
      Array.from({ length: 9 }, (_, n) => client.assign('pool-a', `user-${String(n)}`)),
    );
    const commandId = randomUUID();
    const refused = await client.assign('pool-a', 'late', commandId);
    expect(refused).toMatchObject({ status: 409, body: { code: 'pool-exhausted' } });
    const { impi, generation } = (assigned[0]?.body ?? {}) as { impi: string; generation: number };
    const indication = { operatorId: 'op-pool-a', impi, generation, tokenRefused: true };
    expect(await client.send('POST', '/v1/indications', indication)).toMatchObject({
      body: { effect: 'reassignable' },
    });
    expect(await client.assign('pool-a', 'late', commandId)).toMatchObject({ status: 409, body: refused.body });
    // The pool has no record of these subjects, only the refusals.
    expect(await client.assign('pool-a', 'other', commandId)).toMatchObject({ status: 422 });
    const other = { kind: 'authenticated', ref: 'other' };
    await wwsf.send('pool-a', [{ commandId, type: 'Assign', poolId: 'pool-a', subject: other }]);
    await wwsf.until(() => wwsf.outcomes.some((outcome) => outcome.commandId === commandId && outcome.status === 422));
    expect(await client.assign('pool-a', 'late')).toMatchObject({ status: 201, body: { impi, generation: 2 } });
  });
});
