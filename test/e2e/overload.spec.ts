// Test class: timing. Fills the machine: 13,500 commands wait for one lane.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { laneOf } from '@allocator/domain';
import { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { createDatabase, dropDatabase } from '../support/test-database.js';
import { describeWithKafka, testPrefix } from '../support/describe-with-kafka.js';
import type { KafkaWwsf } from '@allocator/local';
import { connectWwsf } from '../support/connect-wwsf.js';
import { readStore } from '../support/read-store.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';

const lanes = 8;
const flooded = 'pool-a';
/** A pool of another WWSF in the same lane. */
const quiet = Array.from({ length: 100 }, (_, n) => `quiet-${String(n)}`).find(
  (poolId) => laneOf(poolId, lanes) === laneOf(flooded, lanes),
) as string;
const lane = laneOf(flooded, lanes);
/** More commands than a lane's queue holds of one WWSF. */
const overHttp = 12_000;
const perRequest = 1_000;
const overKafka = 1_500;

interface BatchOutcome {
  readonly commandId: string;
  readonly status: number;
}

describeWithKafka('a WWSF that sends more commands than its lane can queue', (brokers) => {
  const prefix = testPrefix();
  let url: string;
  let service: ServiceProcess;
  let client: ApiClient;
  let wwsf: KafkaWwsf;
  let database: pg.Client;
  beforeAll(async () => {
    url = await createDatabase();
    service = await startService({ DATABASE_URL: url, KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix });
    client = new ApiClient(service.baseUrl);
    await client.setUpPool({ poolId: quiet, identities: 1, first: 1_000_001, wwsfId: 'wwsf-b' });
    await client.setUpPool({ poolId: flooded, identities: overHttp + overKafka });
    wwsf = await connectWwsf(brokers, prefix, 'wwsf-a');
    database = new pg.Client({ connectionString: url });
    await database.connect();
  }, 60_000);
  afterAll(async () => {
    await database.end();
    await wwsf.close();
    await service.stop();
    await dropDatabase(url);
  });

  const assignBatch = async (commandIds: readonly string[]): Promise<readonly BatchOutcome[]> => {
    const commands = commandIds.map((commandId) => ({ commandId, subject: { kind: 'authenticated', ref: commandId } }));
    const answer = await client.send('POST', `/v1/pools/${flooded}/assignment-batches`, { commands });
    // Refused as a whole if too many commands of the WWSF are in progress.
    if (answer.status === 503) return commandIds.map((commandId) => ({ commandId, status: 503 }));
    return answer.body['outcomes'] as BatchOutcome[];
  };

  it('gets 503 or waits in its topic, does not delay another WWSF, and has each command decided once', async () => {
    const before = (await readStore(service.baseUrl, lane)).length;
    await database.query('begin');
    await database.query('select from lanes where lane = $1 for update', [lane]);

    const statuses = new Map<string, number>();
    const assignAll = async (commandIds: readonly string[]): Promise<void> => {
      const requests = Array.from({ length: Math.ceil(commandIds.length / perRequest) }, async (_, nth) => {
        const outcomes = await assignBatch(commandIds.slice(nth * perRequest, (nth + 1) * perRequest));
        outcomes.forEach(({ commandId, status }) => statuses.set(commandId, status));
      });
      await Promise.all(requests);
    };
    const commandIds = Array.from({ length: overHttp }, () => randomUUID());
    const flood = assignAll(commandIds);
    // A batch that is refused immediately, as a whole: the queue holds no more commands of this WWSF.
    await eventually(() => statuses.size > 0, 8_000, 'a full queue');
    expect(new Set(statuses.values())).toEqual(new Set([503]));

    const records = Array.from({ length: overKafka }, () => randomUUID()).map((commandId) => ({
      commandId,
      type: 'Assign',
      poolId: flooded,
      subject: { kind: 'authenticated', ref: commandId },
    }));
    await wwsf.send(flooded, records);
    const commandId = randomUUID();
    const other = client.assign(quiet, 'alice', commandId);
    await client.get('/health/ready');
    await database.query('commit');

    expect(await other).toMatchObject({ status: 201 });
    await flood;
    const undecided = (): string[] => commandIds.filter((id) => statuses.get(id) === 503);
    expect(undecided().length).toBeGreaterThan(0);
    await eventually(
      async () => {
        await assignAll(undecided());
        return undecided().length === 0;
      },
      30_000,
      'every command decided',
    );
    await wwsf.outcomesOf(records.map((record) => record.commandId));

    const sent = [...commandIds, ...records.map((record) => record.commandId), commandId];
    const decided = (await readStore(service.baseUrl, lane))
      .slice(before)
      .map((document) => (JSON.parse(document) as { data: { commandId: string } }).data.commandId);
    expect(decided.toSorted()).toEqual(sent.toSorted());
    expect(wwsf.outcomes.map((outcome) => outcome.status)).toEqual(Array(overKafka).fill(201));
    // In order of arrival it would be after 10,000 others.
    expect(decided.indexOf(commandId)).toBeLessThan(5_000);
  }, 60_000);
});
