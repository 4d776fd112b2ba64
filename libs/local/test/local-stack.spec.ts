// Test class: server. Starts PostgreSQL and Kafka.
import { readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { whereAvailable } from '@allocator/testing';
import { isRunning } from '../src/process/is-running.js';
import { findPostgres15, freePort, startKafka, startPostgres, temporaryDir } from '../src/index.js';

const startsMsMax = 60_000;
const { programs: otherPrograms, missing } = findPostgres15();
const itWithOtherPrograms = whereAvailable(it, missing, 'REQUIRE_POSTGRES_15');
const describeWithKafka = whereAvailable(
  describe,
  process.env['KAFKA_BROKERS'] === 'off' ? 'no Kafka broker' : undefined,
  'REQUIRE_KAFKA',
);

let dir: string;
beforeAll(() => {
  dir = temporaryDir('local-stack');
});
afterAll(() => rmSync(dir, { recursive: true }));

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

describe('the local Postgres', () => {
  it(
    'starts again on the same data after a crash, and leaves nothing when stopped',
    async () => {
      const options = { dir: join(dir, 'postgres'), port: await freePort() };
      const crashed = await startPostgres(options);
      expect(crashed.url).toBe(`postgres://postgres@127.0.0.1:${options.port}/allocator`);
      await crashed.kill();
      const again = await startPostgres(options);
      expect(await isListening(options.port)).toBe(true);
      await again.stop();
      expect(await isListening(options.port)).toBe(false);
      expect(isRunning(again.pid)).toBe(false);
    },
    startsMsMax,
  );

  itWithOtherPrograms(
    'runs the programs of another installation',
    async () => {
      const options = { dir: join(dir, 'other-programs'), port: await freePort(), programs: otherPrograms };
      const server = await startPostgres(options);
      expect(await isListening(options.port)).toBe(true);
      await server.stop();
      expect(readFileSync(join(options.dir, 'PG_VERSION'), 'utf8').trim()).toBe('15');
    },
    startsMsMax,
  );

  it('says what to set where its port is taken', async () => {
    const port = await freePort();
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(port, '127.0.0.1', resolve));
    await expect(startPostgres({ dir: join(dir, 'other'), port })).rejects.toThrow(/LOCAL_POSTGRES_PORT/);
    taken.close();
  });
});

describeWithKafka('the local Kafka', () => {
  it(
    'starts again on the same data after a crash, and leaves nothing when stopped',
    async () => {
      const options = { dir: join(dir, 'kafka'), port: await freePort(), isBrief: true };
      const crashed = await startKafka(options);
      await crashed.kill();
      const again = await startKafka(options);
      expect(await isListening(options.port)).toBe(true);
      await again.stop();
      expect(await isListening(options.port)).toBe(false);
      expect(isRunning(again.pid)).toBe(false);
    },
    startsMsMax,
  );
});
