import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Kafka 4 brokers need it. */
const javaVersionMin = 17;

/** The `java` to run, or undefined if there is none of this version or later. */
export function findJava(): string | undefined {
  const home = process.env['JAVA_HOME'];
  const candidates = [...(home ? [join(home, 'bin', 'java')] : []), 'java'];
  return candidates.find((java) => versionOf(java) >= javaVersionMin);
}

function versionOf(java: string): number {
  const { stderr } = spawnSync(java, ['-version'], { encoding: 'utf8' });
  return Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
}
