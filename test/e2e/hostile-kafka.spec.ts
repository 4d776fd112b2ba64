import { afterAll, beforeAll, expect, it } from '@jest/globals';
import kafkajs, { type Producer } from 'kafkajs';
import { randomBytes, randomUUID } from 'node:crypto';
import { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { createDatabase, dropDatabase } from '../support/test-database.js';
import { describeWithKafka, testPrefix } from '../support/describe-with-kafka.js';
import type { KafkaWwsf } from '@allocator/local';
import { connectWwsf } from '../support/connect-wwsf.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';

const lanes = 8;
const hostileRecords = 10_000;
const quietCommands = 200;
const deadLetterMsMax = 240_000;

const compressionTypes = ['gzip', 'snappy', 'lz4', 'zstd', 'uncompressed'];

interface Bad {
  readonly key: string | null;
  readonly value: Buffer | string | null;
  readonly headers?: Record<string, string>;
}

const command = (poolId: string, commandId = randomUUID()): string =>
  JSON.stringify({ commandId, type: 'Assign', poolId, subject: { kind: 'authenticated', ref: randomUUID() } });

/** Kinds of records that a program can write and that are hard or impossible to process as commands. */
const kinds: readonly ((n: number) => Bad)[] = [
  () => ({ key: 'pool-a', value: null }),
  () => ({ key: null, value: '{' }),
  () => ({ key: 'pool-a', value: randomBytes(300) }),
  () => ({ key: 'pool-a', value: '['.repeat(30_000) }),
  () => ({ key: 'pool-a', value: `${'['.repeat(30_000)}${']'.repeat(30_000)}` }),
  () => ({ key: 'pool-a', value: `{${Array.from({ length: 3_000 }, (_, n) => `"m${String(n)}":1`).join()}}` }),
  () => ({ key: 'pool-a', value: command('pool-b') }),
  () => ({ key: 'pool-a', value: command('pool-a') }),
  () => ({ key: 'pool-a', value: command('pool-a', '00000000-0000-4000-8000-000000000000') }),
  () => ({ key: 'k'.repeat(10_000), value: 'x'.repeat(500) }),
  (n) => ({ key: 'pool-a', value: n % 50 === 0 ? 'y'.repeat(200_000) : 'y' }),
  (n) => ({
    key: 'pool-a',
    value: 'headers',
    headers: Object.fromEntries(Array.from({ length: n % 50 === 0 ? 2_000 : 5 }, (_, h) => [`h${String(h)}`, 'v'])),
  }),
];

describeWithKafka('a WWSF that sends hostile records over Kafka', (brokers) => {
  const prefix = testPrefix();
  let url: string;
  let service: ServiceProcess;
  let client: ApiClient;
  let hostile: KafkaWwsf;
  let quiet: KafkaWwsf;
  let producer: Producer;
  beforeAll(async () => {
    url = await createDatabase();
    service = await startService({ DATABASE_URL: url, KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix });
    client = new ApiClient(service.baseUrl);
    await client.setUpPool({ poolId: 'pool-a', identities: 10 });
    await client.setUpPool({ poolId: 'pool-b', identities: quietCommands, first: 1_001, wwsfId: 'wwsf-b' });
    hostile = await connectWwsf(brokers, prefix, 'wwsf-a');
    quiet = await connectWwsf(brokers, prefix, 'wwsf-b');
    producer = hostile.kafka.producer({
      transactionalId: `${prefix}.hostile`,
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await producer.connect();
  }, 60_000);
  afterAll(async () => {
    await Promise.all([producer.disconnect(), hostile.close(), quiet.close()]);
    await service.stop();
    await dropDatabase(url);
  });

  const topic = `${prefix}.commands.wwsf-a`;

  const compress = async (value: string): Promise<void> => {
    const admin = hostile.kafka.admin();
    await admin.connect();
    const configEntries = [
      { name: 'compression.type', value },
      { name: 'max.message.bytes', value: String(16 * 1024 * 1024) },
    ];
    const resources = [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configEntries }];
    await admin.alterConfigs({ validateOnly: false, resources });
    await admin.disconnect();
  };

  /** Sends records to all partitions in transactions, and a tenth of them again in an aborted one. */
  const sendHostile = async (count: number): Promise<void> => {
    const messages = Array.from({ length: count }, (_, n) => {
      const bad = kinds[n % kinds.length] as (typeof kinds)[number];
      return { ...bad(n), partition: n % lanes };
    });
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages });
    await transaction.commit();
    const aborted = await producer.transaction();
    await aborted.send({ topic, messages: messages.slice(0, count / 10) });
    await aborted.abort();
  };

  /** Number of outcomes that the WWSF has received and of dead letters. */
  const answered = async (): Promise<number> => {
    const admin = hostile.kafka.admin();
    await admin.connect();
    const letters = await admin.fetchTopicOffsets(`${prefix}.commands.dead-letter`);
    await admin.disconnect();
    return hostile.outcomes.length + letters.reduce((sum, { high }) => sum + Number(high), 0);
  };

  it(
    'gets an outcome or a dead letter for each record, and does not delay another WWSF',
    async () => {
      const rounds = hostileRecords / 200;
      const attack = (async () => {
        for (let round = 0; round < rounds; round++) {
          if (round % 10 === 0) await compress(compressionTypes[(round / 10) % compressionTypes.length] as string);
          await sendHostile(200);
        }
      })();
      const waits: number[] = [];
      for (let n = 0; n < quietCommands; n++) {
        const commandId = randomUUID();
        const sentAt = performance.now();
        await quiet.send('pool-b', [command('pool-b', commandId)]);
        const [outcome] = await quiet.outcomesOf([commandId]);
        waits.push(performance.now() - sentAt);
        expect(outcome?.status).toBe(201);
      }
      await attack;
      // At least once: a record can be answered twice, but not never.
      await eventually(async () => (await answered()) >= hostileRecords, deadLetterMsMax, 'an answer to each record');
      waits.sort((a, b) => a - b);
      const p99 = waits[Math.ceil(waits.length * 0.99) - 1] as number;
      if (process.env['PRINT_WAITS'] === '1') {
        console.log(
          `p50 ${String(waits[quietCommands / 2])} ms, p99 ${String(p99)} ms, of 200; ${String(await answered())} answers`,
        );
      }
      // A large margin, because other suites run on the same machine.
      expect(p99).toBeLessThan(10_000);
      expect((await client.get('/health/ready')).body).toMatchObject({ ready: true, intake: [] });
      expect(service.log()).not.toMatch(/"command-intake-(failed|handler-failed)"/);
    },
    deadLetterMsMax + 60_000,
  );
});
