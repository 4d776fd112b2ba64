// `npm test [-- jest's arguments]`: every suite, on a stack of its own that is removed afterwards. Where the arguments select
// unit specs only, no server is started.
import { readFileSync, rmSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { freePort, readLocalSettings, runToExit, startStack, temporaryDir } from '@allocator/local';
import { spawnJest } from '../run-jest.mjs';
import { runJestOnServers } from './run-jest-on-servers.js';

await runToExit(async (signal) => {
  const args = process.argv.slice(3);
  const needs = await serversNeededBy(args);
  if (!needs.postgres && !needs.kafka) return runJestOnServers(args, undefined, signal);
  // Never the stack of a running `npm start`: other ports and another folder.
  const localDir = temporaryDir('test');
  const local = readLocalSettings(process.env);
  const settings = {
    ...local,
    localDir,
    postgresPort: await freePort(),
    kafkaPort: await freePort(),
    kafkaBrokers: needs.kafka ? local.kafkaBrokers : 'off',
    isBrief: true,
  };
  try {
    const stack = await startStack(settings, signal);
    try {
      if (needs.kafka && stack.kafkaBrokers === 'off') warnOfSkippedSuites();
      const addresses = { DATABASE_URL: stack.databaseUrl, KAFKA_BROKERS: stack.kafkaBrokers };
      return await runJestOnServers(args, addresses, signal);
    } finally {
      await stack.stop();
    }
  } finally {
    rmSync(localDir, { recursive: true, force: true });
  }
});

/** Looks at the specs that jest's arguments select: their class, and whether they declare a suite with Kafka. */
async function serversNeededBy(args: readonly string[]): Promise<{ postgres: boolean; kafka: boolean }> {
  const selecting = args.filter((arg) => !/^--(json|outputFile|watch)/.test(arg));
  const jest = spawnJest([...selecting, '--listTests', '--json', '--selectProjects', 'server', 'timing'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const listed = jest.stdout === null ? '' : await text(jest.stdout);
  const specs = JSON.parse(listed.slice(listed.indexOf('[')) || '[]') as string[];
  return {
    postgres: specs.length > 0,
    kafka: specs.some((spec) => /describe\w*Kafka\(/.test(readFileSync(spec, 'utf8'))),
  };
}

function warnOfSkippedSuites(): void {
  const what = 'no Kafka broker can be started here: every suite that needs one';
  if (process.env['REQUIRE_KAFKA'] === '1') throw new Error(`REQUIRE_KAFKA=1, but ${what} would be skipped`);
  console.warn(`\n***** SKIPPED: ${what} is skipped *****\n`);
}
