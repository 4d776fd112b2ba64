import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { endLeftover, startUntilReady } from '../../process/background-process.js';
import { kafkaAnswers } from './kafka-answers.js';
import { demandFreePort } from '../../process/free-port.js';
import { repositoryRoot } from '../../process/repository-root.js';
import type { KafkaOptions, RunningKafka } from './start-kafka.js';

/** Includes the download of the image the first time. */
const readyMsMax = 300_000;
const stopMsMax = 30_000;

/** Whether Docker Compose is installed and its engine answers. */
export function isDockerComposeThere(): boolean {
  const answers = (args: readonly string[]): boolean => spawnSync('docker', args, { stdio: 'ignore' }).status === 0;
  return answers(['compose', 'version']) && answers(['info']);
}

/** The broker of docker-compose.yml, for machines without Java. The process is Compose in the foreground. */
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
  const command = {
    ...leftover,
    command: 'docker',
    args: [...compose, 'up', '--no-color', 'kafka'],
    cwd: repositoryRoot,
    env,
  };
  const isReady = (): Promise<boolean> => kafkaAnswers(options.port);
  const up = await startUntilReady(command, { what: 'Kafka', isReady, readyMsMax, signal: options.signal });
  const kill = async (): Promise<void> => {
    spawnSync('docker', [...compose, 'kill', 'kafka'], { env, stdio: 'ignore' });
    await up.kill();
  };
  return { ...up, kill, brokers: `127.0.0.1:${options.port}` };
}
