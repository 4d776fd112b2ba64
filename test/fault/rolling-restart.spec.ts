import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '@allocator/local';
import { ApiClient } from '../support/api-client.js';
import { expectSoundHistory } from '../support/expect-sound-history.js';
import { createDatabase, dropDatabase } from '../support/test-database.js';
import { describeWithKafka, testPrefix } from '../support/describe-with-kafka.js';
import { readStoreLanes } from '../support/read-store.js';
import type { ServiceProcess } from '../support/service-process.js';
import { startService } from '../support/service-process.js';

const lanes = 8;
const pools = ['pool-a', 'pool-b'];
const clients = 12;
/** A client's pause between two requests: without it, the clients compete with the starting process for the processor. */
const pauseMs = 250;
/** Restarts of each of the two processes. */
const restarts = 2;
/** Minimum number of answers between two restarts. */
const answersBetween = 30;

/** As in an upgrade, one process after the other is restarted while the other one works. */
describeWithKafka('a rolling restart of two processes under load', (brokers) => {
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
      await api.setUpPool({ poolId, identities: 10_000, first: index * 100_000 + 1 });
    }
  }, 90_000);
  afterAll(async () => {
    for (const process of processes) await process?.stop();
    await dropDatabase(url);
  });

  it('every request succeeds, at the latest when it is retried on the other process, and has one effect', async () => {
    const unexpected: string[] = [];
    const answers = new Map<string, string>();
    const retried = new Set<string>();
    const waiting: (() => void)[] = [];
    const over = new AbortController();

    /** One user's request, sent to this process first, and to the other one after a refused or lost connection or a 503. */
    const assign = async (first: number, poolId: string): Promise<void> => {
      const commandId = randomUUID();
      for (let turn = first; ; turn++) {
        try {
          const client = new ApiClient(`http://127.0.0.1:${String(ports[turn % 2])}`);
          const { status, body } = await client.assign(poolId, commandId, commandId);
          if (status === 503) {
            retried.add(commandId);
            continue;
          }
          if (status !== 201) unexpected.push(`${String(status)} ${JSON.stringify(body)}`);
          answers.set(commandId, String(body['assignmentId']));
          waiting.splice(0).forEach((resolve) => {
            resolve();
          });
          return;
        } catch {
          retried.add(commandId);
        }
      }
    };
    const working = Array.from({ length: clients }, async (_, n) => {
      for (let turn = n; !over.signal.aborted; turn++) {
        await assign(turn, pools[turn % pools.length] ?? '');
        await pause(pauseMs);
      }
    });
    const answered = async (more: number): Promise<void> => {
      const enough = answers.size + more;
      while (answers.size < enough) await new Promise<void>((resolve) => waiting.push(resolve));
    };

    for (let restart = 0; restart < restarts; restart++) {
      for (const index of [0, 1]) {
        await answered(answersBetween);
        // The pauses leave few requests in flight: each stop meets some of its own.
        const inFlight = Array.from({ length: clients }, () => assign(index, pools[index] ?? ''));
        expect(await processes[index]?.stop()).toBe(0);
        await Promise.all(inFlight);
        await answered(answersBetween);
        await start(index);
      }
    }
    over.abort();
    await Promise.all(working);

    expect(unexpected).toEqual([]);
    expect(new Set(answers.values()).size).toBe(answers.size);
    // Otherwise the restarts affected no request, and the test shows nothing.
    expect(retried.size).toBeGreaterThan(0);
    const store = await readStoreLanes(`http://127.0.0.1:${String(ports[0])}`, lanes);
    const commands = store.flat().flatMap((document) => /"commandId":"([^"]+)"/.exec(document)?.[1] ?? []);
    expect(commands.sort()).toEqual([...answers.keys()].sort());
    expectSoundHistory(store);
  }, 180_000);
});
