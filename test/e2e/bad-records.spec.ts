import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Consumer } from 'kafkajs';
import { randomBytes, randomUUID } from 'node:crypto';
import { withAdmin } from '@allocator/kafka';
import { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { createDatabase, dropDatabase } from '../support/test-database.js';
import { describeWithKafka, testPrefix } from '../support/describe-with-kafka.js';
import type { KafkaWwsf } from '@allocator/local';
import { connectWwsf } from '../support/connect-wwsf.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';

interface DeadLetter {
  readonly reason: string;
  readonly detail: string;
  readonly origin: string;
  readonly value: Buffer;
}

describeWithKafka('a record that is not a command', (brokers) => {
  const prefix = testPrefix();
  const deadLetters: DeadLetter[] = [];
  let url: string;
  let service: ServiceProcess;
  let api: ApiClient;
  let wwsf: KafkaWwsf;
  let reader: Consumer;
  beforeAll(async () => {
    url = await createDatabase();
    service = await startService({ DATABASE_URL: url, KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix });
    api = new ApiClient(service.baseUrl);
    await api.setUpPool({ poolId: 'pool-a', identities: 10 });
    await api.setUpPool({ poolId: 'pool-b', identities: 1, first: 100, wwsfId: 'wwsf-b' });
    wwsf = await connectWwsf(brokers, prefix, 'wwsf-a');
    reader = wwsf.kafka.consumer({ groupId: `test-${randomBytes(5).toString('hex')}`, maxWaitTimeInMs: 100 });
    await reader.connect();
    await reader.subscribe({ topic: `${prefix}.commands.dead-letter`, fromBeginning: true });
    await reader.run({
      eachMessage: ({ message: { headers = {}, value } }) => {
        const text = (name: string) => String(headers[name]);
        const origin = ['origin-topic', 'origin-partition', 'origin-offset'].map(text).join(' ');
        deadLetters.push({ reason: text('reason'), detail: text('detail'), origin, value: value ?? Buffer.alloc(0) });
        return Promise.resolve();
      },
    });
  }, 60_000);
  afterAll(async () => {
    await reader.disconnect();
    await wwsf.close();
    await service.stop();
    await dropDatabase(url);
  });

  it('is written to the dead-letter topic with reason and origin, or answered, and the lane continues', async () => {
    const assign = (poolId: string) => ({
      commandId: randomUUID(),
      type: 'Assign',
      poolId,
      subject: { kind: 'authenticated', ref: 'alice' },
    });
    const [before, foreign, after] = [assign('pool-a'), assign('pool-b'), assign('pool-a')];
    await wwsf.send('pool-a', [before, 'not json', { ...assign('pool-a'), type: 'Steal' }]);
    await wwsf.send('pool-a', [Buffer.alloc(10_000_000, 0x20)]);
    await wwsf.send('pool-a', [{ ...assign('pool-a'), poolId: 7 }, Buffer.from([0xff, 0xfe]), foreign, after]);

    const [first, refused, last] = await wwsf.outcomesOf([before, foreign, after].map(({ commandId }) => commandId));
    expect(first?.status).toBe(201);
    expect(refused).toMatchObject({ status: 403, body: { code: 'not-your-pool' } });
    expect(last?.status).toBe(201);

    await eventually(() => deadLetters.length >= 5, 10_000, 'five dead letters');
    expect(deadLetters.map(({ reason }) => reason)).toEqual([
      'not-json',
      'unknown-type',
      'record-too-large',
      'invalid-command',
      'not-json',
    ]);
    const origins = deadLetters.map(({ origin }) => origin);
    expect(origins).toEqual([1, 2, 3, 4, 5].map((offset) => `${prefix}.commands.wwsf-a 6 ${String(offset)}`));
    expect(String(deadLetters[0]?.value)).toBe('not json');
    expect(deadLetters[3]?.detail).toMatch(/poolId/);
    const { body } = await api.get('/v1/health');
    expect(body).toMatchObject({ commands: { deadLetters: 5 } });
    const operator = api.as({ roles: ['ims-operator'], operatorId: 'op-pool-a' });
    expect(Object.keys((await operator.get('/v1/health')).body)).toEqual(['lanes']);
  }, 30_000);

  it('is not taken from a topic that would lose it: auditors see of which WWSF and why, everybody how many', async () => {
    const compacted = [{ name: 'cleanup.policy', value: 'compact' }];
    const topic = { topic: `${prefix}.commands.wwsf-x`, numPartitions: 8, configEntries: compacted };
    await withAdmin(wwsf.kafka, (admin) => admin.createTopics({ topics: [topic] }));
    await api.setUpPool({ poolId: 'pool-x', identities: 1, first: 200, wwsfId: 'wwsf-x' });
    const failures = async () => (await api.get('/v1/health')).body['commands'] as { failures: readonly object[] };
    await eventually(async () => (await failures()).failures.length > 0, 10_000, 'a refused WWSF');
    const reason = expect.stringContaining('cleanup.policy') as unknown;
    expect(await failures()).toMatchObject({ failures: [{ wwsfId: 'wwsf-x', state: 'refused', reason }] });
    const { body } = await api.get('/health/ready');
    expect(body['intake']).toEqual([{ state: 'refused', wwsfs: 1 }]);
    expect(JSON.stringify(body)).not.toContain('wwsf-x');
  }, 30_000);

  it('stops no other WWSF at the next start, if its topic has the wrong number of partitions', async () => {
    const topicPartitions = [{ topic: `${prefix}.commands.wwsf-b`, count: 9 }];
    await withAdmin(wwsf.kafka, (admin) => admin.createPartitions({ topicPartitions }));
    await service.stop();
    service = await startService({ DATABASE_URL: url, KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix });
    api = new ApiClient(service.baseUrl);
    const refused = async () => {
      const { failures } = (await api.get('/v1/health')).body['commands'] as {
        failures: readonly { wwsfId: string }[];
      };
      return failures.map(({ wwsfId }) => wwsfId);
    };
    await eventually(async () => (await refused()).includes('wwsf-b'), 10_000, 'the WWSF is refused');
    const command = { commandId: randomUUID(), type: 'Assign', poolId: 'pool-a' };
    await wwsf.send('pool-a', [{ ...command, subject: { kind: 'authenticated', ref: 'erin' } }]);
    expect(await wwsf.outcomesOf([command.commandId])).toMatchObject([{ status: 201 }]);
  }, 60_000);
});
