import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { step } from '../../../progress.mjs';
import { repositoryRoot } from '../../process/repository-root.js';

export const kafkaProject = join(repositoryRoot, 'libs', 'local', 'kafka');
const pom = join(kafkaProject, 'pom.xml');

/** Named after the content of the project file, so that an older or incomplete folder is never used. */
function jarsFolder(): string {
  const hash = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 12);
  return join(repositoryRoot, '.cache', `kafka-jars-${hash}`);
}

/** Whether the jars are present, or Maven can fetch them. */
export function canHaveKafkaJars(): boolean {
  return existsSync(jarsFolder()) || spawnSync('mvn', ['--version'], { stdio: 'ignore' }).status === 0;
}

/** The folder with Kafka's jars; Maven fetches them the first time. */
export async function kafkaJars(signal?: AbortSignal): Promise<string> {
  const jars = jarsFolder();
  if (existsSync(jars)) return jars;
  mkdirSync(dirname(jars), { recursive: true });
  const partial = `${jars}.${process.pid}`;
  try {
    await step('fetching Kafka with Maven (once, about 45 MB)', (say) => copyDependencies(partial, say, signal));
    if (!existsSync(jars)) renameSync(partial, jars);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return jars;
}

async function copyDependencies(into: string, say: (detail: string) => void, signal?: AbortSignal): Promise<void> {
  const args = ['-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${into}`];
  const maven = spawn('mvn', args, { stdio: ['ignore', 'pipe', 'pipe'], ...(signal && { signal }) });
  let downloaded = 0;
  let tail = '';
  const read = (chunk: Buffer): void => {
    downloaded += chunk.toString().split('Downloaded from').length - 1;
    tail = (tail + chunk.toString()).slice(-2_000);
    if (downloaded > 0) say(`${downloaded} files downloaded`);
  };
  maven.stdout.on('data', read);
  maven.stderr.on('data', read);
  const [code] = (await once(maven, 'close')) as [number | null];
  if (code !== 0)
    throw new Error(
      `${tail}\nMaven could not fetch Kafka (see above). Set KAFKA_BROKERS to a running broker, or to off.`,
    );
}
