import { asLoadGenerator } from '../cpu-time.js';
import { parseRedisBenchmark } from '../outside/parse-redis-benchmark.js';
import { runGenerator } from '../outside/run-generator.js';
import { startPeer } from '../start-peer.js';
import type { Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import { connections } from './single.js';

const identities = 400_000;
const warmUpRequests = 20_000;

/** The identity that has been assignable longest, and its holder. Without events, terms, answers to repeated requests, or lapses. */
const assign = `
  local now = tonumber(redis.call('TIME')[1])
  local impi = redis.call('ZRANGE', KEYS[1], '-inf', now, 'BYSCORE', 'LIMIT', 0, 1)[1]
  if not impi then return redis.error_reply('exhausted') end
  redis.call('ZADD', KEYS[1], now + 604800, impi)
  redis.call('HSET', KEYS[2], impi, ARGV[1])
  return impi`;
const fill = `
  for n = ARGV[1] + 1, ARGV[1] + ARGV[2] do
    redis.call('ZADD', KEYS[1], 0, string.format('web-%08d@ims.operator-a.example', n))
  end`;
const perFill = 10_000;

/** A store in memory with a log: each answer waits for the log's sync, as ours does. */
export const redis: Scenario = {
  name: 'redis',
  does: `Redis with appendfsync always, a script that assigns the identity that has been assignable longest, sent by its redis-benchmark: ${String(connections)} connections (wrk does not speak its protocol)`,
  answer: '',
  unit: 'assignments',
  isPeer: true,
  needs: [
    { name: 'redis-server', package: 'redis-server' },
    { name: 'redis-benchmark', package: 'redis-tools' },
    { name: 'redis-cli', package: 'redis-tools' },
  ],
  async start(round: Round): Promise<Running> {
    const port = await startPeer(round, {
      command: 'redis-server',
      args: (dir, listenPort) => {
        const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
        return ['--port', String(listenPort), '--bind', '127.0.0.1', '--dir', dir, ...durable];
      },
      readyMark: 'Ready to accept connections',
    });
    const options = { cwd: round.stage.dir, signal: round.stage.signal };
    const at = ['-h', '127.0.0.1', '-p', String(port)];
    const call = async (...command: string[]): Promise<string> =>
      (await runGenerator('redis-cli', [...at, '-e', ...command], options)).trim();
    for (let from = 0; from < identities; from += perFill)
      await call('EVAL', fill, '1', 'identities', String(from), String(perFill));
    const script = await call('SCRIPT', 'LOAD', assign);
    const send = async (requests: number): Promise<ReturnType<typeof parseRedisBenchmark>> => {
      const load = [...at, '-c', String(connections), '-n', String(requests), '-r', '1000000000', '--csv'];
      const command = ['EVALSHA', script, '2', 'identities', 'holders', 'user-__rand_int__@wwsf-a.example'];
      return parseRedisBenchmark(
        await asLoadGenerator(() => runGenerator('redis-benchmark', [...load, ...command], options)),
      );
    };
    return {
      work: async (load) => {
        const warmUp = await send(warmUpRequests);
        const requests = Math.min(
          identities - warmUpRequests,
          Math.ceil((warmUp.perSecond * load.length.measureMs) / 1_000),
        );
        const { perSecond, p50Ms, p99Ms } = await send(requests);
        load.took(requests, (requests / perSecond) * 1_000, warmUpRequests + requests);
        load.also({ p50Ms, p99Ms });
      },
      storedCount: async () => Number(await call('HLEN', 'holders')),
    };
  },
};
