import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { endLeftover, logTail, startInBackground } from '../../process/background-process.js';
import { kafkaAnswers } from './kafka-answers.js';
import { demandFreePort } from '../../process/free-port.js';
import { repositoryRoot } from '../../process/repository-root.js';
import type { KafkaOptions, RunningKafka } from './start-kafka.js';
import { until } from '../../process/until.js';

/** An image may have to be fetched first. */
const readyMsMax = 300_000;
const stopMsMax = 30_000;

/** Whether Docker Compose is there and an engine answers it. */
export function isDockerComposeThere(): boolean {
  const answers = (args: readonly string[]): boolean => spawnSync('docker', args, { stdio: 'ignore' }).status === 0;
  return answers(['compose', 'version']) && answers(['info']);
}

/** The broker of docker-compose.yml, for machines without Java. Compose runs in the foreground and is the process held. */
export async function startKafkaByDocker(options: KafkaOptions): Promise<RunningKafka> {
  const files = resolve(options.dir);
  const compose = [
    'compose',
    '-p',
    `allocator-kafka-${options.port}`,
    '-f',
    join(repositoryRoot, 'docker-compose.yml'),
  ];
  const leftover = { files, mark: `allocator-kafka-${options.port}`, stopSignal: 'SIGTERM', stopMsMax } as const;
  await endLeftover(leftover);
  await demandFreePort('Kafka', '127.0.0.1', options.port, 'Set LOCAL_KAFKA_PORT to a free one, or KAFKA_BROKERS.');
  const env = { ...process.env, LOCAL_KAFKA_PORT: String(options.port) };
  const up = await startInBackground({
    ...leftover,
    command: 'docker',
    args: [...compose, 'up', '--no-color', 'kafka'],
    cwd: repositoryRoot,
    env,
  });
  const kill = async (): Promise<void> => {
    spawnSync('docker', [...compose, 'kill', 'kafka'], { env, stdio: 'ignore' });
    await up.kill();
  };
  try {
    const isReady = await until(() => up.hasExited() || kafkaAnswers(options.port), readyMsMax, options.signal);
    if (!isReady || up.hasExited())
      throw new Error(`Kafka did not start; ${up.logFile} ends with\n${logTail(up.logFile)}`);
  } catch (error) {
    await up.stop();
    throw error;
  }
  return { ...up, kill, brokers: `127.0.0.1:${options.port}` };
}
