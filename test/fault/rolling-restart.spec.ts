import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { freePort } from '@allocator/tools';
import { checkChain, checkOneHolder } from '@allocator/testing';
import { ApiClient } from '../support/api-client.js';
import { createDatabase, dropDatabase } from '../support/fresh-database.js';
import { describeWithKafka, testPrefix } from '../support/kafka.js';
import { readStoreLanes } from '../support/read-store.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';

const lanes = 8;
const pools = ['pool-a', 'pool-b'];
const clients = 12;
/** Of each of the two processes. */
const restarts = 3;
/** Answers between two restarts at least. */
const answersBetween = 100;

/** An upgrade: one process after the other is stopped and started again, while the other one works. */
describeWithKafka('two processes that are restarted in turn under load', (brokers) => {
  let url: string;
  let env: Readonly<Record<string, string>>;
  let ports: readonly number[];
  const processes: (ServiceProcess | undefined)[] = [undefined, undefined];
  const start = async (index: number): Promise<void> => {
    processes[index] = await startService({ ...env, PORT: String(ports[index]) });
  };
  beforeAll(async () => {
    url = await createDatabase();
    env = { DATABASE_URL: url, KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: testPrefix() };
    ports = [await freePort(), await freePort()];
    await start(0);
    await start(1);
    const api = new ApiClient(`http://127.0.0.1:${String(ports[0])}`);
    for (const [index, poolId] of pools.entries()) {
      await api.setUpPool({ poolId, identities: 20_000, first: index * 100_000 + 1 });
    }
  }, 90_000);
  afterAll(async () => {
    for (const process of processes) await process?.stop();
    await dropDatabase(url);
  });

  it('fails no request that its retry on the other one does not cure, and answers each once', async () => {
    const unforeseen: string[] = [];
    const answers = new Map<string, string>();
    const retried = new Set<string>();
    let told: (() => void)[] = [];
    const over = new AbortController();

    /** One user's request, on this process first; and on the other one where it is refused a connection, cut off, or told 503. */
    const ask = async (first: number, poolId: string): Promise<void> => {
      const commandId = randomUUID();
      for (let turn = first; ; turn++) {
        try {
          const client = new ApiClient(`http://127.0.0.1:${String(ports[turn % 2])}`);
          const { status, body } = await client.assign(poolId, commandId, commandId);
          if (status === 503) {
            retried.add(commandId);
            continue;
          }
          if (status !== 201) unforeseen.push(`${String(status)} ${JSON.stringify(body)}`);
          answers.set(commandId, String(body['assignmentId']));
          told.splice(0).forEach((tell) => {
            tell();
          });
          return;
        } catch {
          retried.add(commandId);
        }
      }
    };
    const working = Array.from({ length: clients }, async (_, n) => {
      for (let turn = n; !over.signal.aborted; turn++) await ask(turn, pools[turn % pools.length] ?? '');
    });
    const answered = async (more: number): Promise<void> => {
      const enough = answers.size + more;
      while (answers.size < enough) await new Promise<void>((resolve) => (told = [...told, resolve]));
    };

    for (let restart = 0; restart < restarts; restart++) {
      for (const index of [0, 1]) {
        await answered(answersBetween);
        expect(await processes[index]?.stop()).toBe(0);
        await answered(answersBetween);
        await start(index);
      }
    }
    over.abort();
    await Promise.all(working);

    expect(unforeseen).toEqual([]);
    expect(new Set(answers.values()).size).toBe(answers.size);
    // Else nothing was tried here.
    expect(retried.size).toBeGreaterThan(0);
    const store = await readStoreLanes(`http://127.0.0.1:${String(ports[0])}`, lanes);
    const commands = store.flat().flatMap((document) => /"commandId":"([^"]+)"/.exec(document)?.[1] ?? []);
    expect(commands.sort()).toEqual([...answers.keys()].sort());
    for (const [lane, documents] of store.entries()) {
      expect(checkChain(lane, documents)).toEqual([]);
      expect(checkOneHolder(lane, documents)).toEqual([]);
    }
  }, 180_000);
});
