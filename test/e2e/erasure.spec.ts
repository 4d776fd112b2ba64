import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type KafkaWwsf, kafkaClient } from '@allocator/local';
import { accessToken, auditor } from '../support/access-token.js';
import type { Answer } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { connectWwsf } from '../support/connect-wwsf.js';
import { describeWithKafka, testPrefix } from '../support/describe-with-kafka.js';
import { startCli } from '../support/start-cli.js';
import type { RunningService } from '../support/running-service.js';
import { frozenClock, runService } from '../support/running-service.js';

const reference = 'alice.liddell@wonderland.example';

describeWithKafka('a reference of an erased subject', (brokers) => {
  const dir = mkdtempSync(join(tmpdir(), 'allocator-erasure-'));
  const prefix = testPrefix();
  let running: RunningService;
  let clock: Awaited<ReturnType<typeof frozenClock>>;
  let client: KafkaWwsf;
  beforeAll(async () => {
    const pair = generateKeyPairSync('ed25519');
    writeFileSync(join(dir, 'private.pem'), pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(join(dir, 'public.pem'), pair.publicKey.export({ type: 'spki', format: 'pem' }));
    running = await runService({
      KAFKA_BROKERS: brokers,
      KAFKA_TOPIC_PREFIX: prefix,
      LOG_LEVEL: 'debug',
      CHECKPOINT_KEY: join(dir, 'private.pem'),
      CHECKPOINT_SECONDS: '1',
    });
    clock = await frozenClock(running);
    await running.api.setUpPool({ poolId: 'pool-a', identities: 10 });
    client = await connectWwsf(brokers, prefix, 'wwsf-a');
    const commandId = randomUUID();
    const subject = { kind: 'authenticated', ref: reference };
    await client.send('pool-a', [{ commandId, type: 'Assign', poolId: 'pool-a', subject }]);
    await client.outcomesOf([commandId]);
    // And over HTTP: the pool assigns another identity to the same user.
    expect((await running.api.assign('pool-a', reference)).status).toBe(201);
  }, 90_000);
  afterAll(async () => {
    await client.close();
    await running.end();
    rmSync(dir, { recursive: true });
  });

  const allocator = (...args: string[]) =>
    startCli(args, { ALLOCATOR_URL: running.api.baseUrl, ALLOCATOR_TOKEN: accessToken(auditor) }).ended;

  /** The contents of every place that the service writes to, as text. */
  async function contents(): Promise<Record<string, string>> {
    const { rows: tables } = await running.database.owner.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
        where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    const inTables: string[] = [];
    for (const { name } of tables) {
      const { rows } = await running.database.owner.query<{ row: string }>(`select t::text as row from ${name} t`);
      inTables.push(...rows.map(({ row }) => row));
    }
    const folder = join(dir, `export-${randomUUID()}`);
    expect(await allocator('export', folder)).toMatchObject({ exitCode: 0 });
    const files = readdirSync(folder).map((file) => {
      const bytes = readFileSync(join(folder, file));
      return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
    });
    return {
      tables: inTables.join('\n'),
      topics: (await recordsOf(brokers, prefix)).join('\n'),
      log: running.process.log(),
      export: files.join('\n'),
    };
  }
  const placesOf = (found: Record<string, string>, text: string): string[] =>
    Object.entries(found).flatMap(([place, all]) => (all.includes(text) ? [place] : []));

  it('is in no table, topic, log or export after the last bound of the subject, and the history still verifies', async () => {
    await untilCommitted();
    const planned = await erase(running);
    expect(planned.status).toBe(202);
    const subjectId = String(planned.body['subjectId']);
    expect(placesOf(await contents(), reference)).toEqual(['tables', 'topics']);
    await clock.to(3_600);
    await eventually(async () => !(await recordsOf(brokers, prefix)).join('\n').includes(reference), 30_000);
    const found = await contents();
    expect(placesOf(found, reference)).toEqual([]);
    // The opaque subject id remains in the events, wherever they are stored.
    expect(placesOf(found, subjectId)).toEqual(['tables', 'topics', 'export']);
    for (const source of [[], ['--kafka', brokers, '--topic-prefix', prefix]]) {
      const verified = await allocator('verify', '--public-key', join(dir, 'public.pem'), ...source);
      expect([verified.exitCode, verified.out]).toEqual([0, expect.stringContaining('events are unchanged')]);
    }
    expect((await erase(running)).status).toBe(404);
  }, 120_000);

  /** The intake commits its offset after it has answered. Commands after the committed offset are not deleted. */
  async function untilCommitted(): Promise<void> {
    const admin = (await kafkaClient(brokers)).admin();
    await admin.connect();
    const request = { groupId: `${prefix}.intake.wwsf-a`, topics: [`${prefix}.commands.wwsf-a`] };
    await eventually(async () => {
      const [committed] = await admin.fetchOffsets(request);
      return committed?.partitions.some(({ offset }) => Number(offset) > 0) === true;
    }, 20_000);
    await admin.disconnect();
  }
});

describe('an erasure while Kafka is unavailable', () => {
  it('deletes the reference from the database, and keeps the deletion of the commands pending', async () => {
    const running = await runService({ KAFKA_BROKERS: '127.0.0.1:1' });
    try {
      const clock = await frozenClock(running);
      await running.api.setUpPool({ poolId: 'pool-a', identities: 1, lifetime: 100 });
      await running.api.assign('pool-a', reference);
      expect((await erase(running)).status).toBe(202);
      await clock.to(100);
      await eventually(() => Promise.resolve(running.process.log().includes('command-forgetting-failed')), 30_000);
      const { rows } = await running.database.owner.query('select from subjects where reference = $1', [reference]);
      expect(rows).toHaveLength(0);
      const { rows: pending } = await running.database.owner.query('select wwsf_id from commands_to_forget');
      expect(pending).toEqual([{ wwsf_id: 'wwsf-a' }]);
      // A second request is answered that the commands are not deleted yet.
      expect(await erase(running)).toMatchObject({ status: 503, body: { code: 'kafka-unavailable' } });
      expect(running.process.log()).not.toContain(reference);
    } finally {
      await running.end();
    }
  }, 90_000);
});

function erase({ api }: RunningService): Promise<Answer> {
  return api.send('POST', '/v1/pools/pool-a/erasures', { subject: { kind: 'authenticated', ref: reference } });
}

/** Keys and values of all records that a reader can still get from the topics of the prefix. */
async function recordsOf(brokers: string, prefix: string): Promise<readonly string[]> {
  const kafka = await kafkaClient(brokers);
  const admin = kafka.admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(`${prefix}.`));
  const ends = new Map<string, number>();
  for (const topic of topics) {
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
      if (Number(high) > Number(low)) ends.set(`${topic}/${String(partition)}`, Number(high));
    }
  }
  const records: string[] = [];
  const consumer = kafka.consumer({ groupId: `${prefix}-grep-${randomUUID()}`, maxWaitTimeInMs: 100 });
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { topic, partition, lastOffset } }) => {
    const place = `${topic}/${String(partition)}`;
    if (Number(lastOffset) + 1 >= (ends.get(place) ?? 0)) ends.delete(place);
  });
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  await consumer.run({
    eachBatch: async ({ batch }) => {
      for (const { key, value } of batch.messages) records.push(`${String(key)} ${String(value)}`);
    },
  });
  const isRead = async (): Promise<boolean> => {
    // Records that are deleted meanwhile will not be read.
    for (const topic of new Set([...ends.keys()].map((place) => place.slice(0, place.lastIndexOf('/'))))) {
      for (const { partition, low } of await admin.fetchTopicOffsets(topic)) {
        const place = `${topic}/${String(partition)}`;
        if (Number(low) >= (ends.get(place) ?? Infinity)) ends.delete(place);
      }
    }
    return ends.size === 0;
  };
  await eventually(isRead, 30_000, 'the ends of the topics');
  await consumer.disconnect();
  await admin.disconnect();
  return records;
}
