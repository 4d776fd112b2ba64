// `npm run chaos [-- options]`: the service under load while everything around it fails; then the promises are checked.
import { setMaxListeners } from 'node:events';
import type { Kafka } from 'kafkajs';
import { abortedAfter, inTemporaryDir, kafkaClient, runToExit, showLive, tokensOf } from '@allocator/local';
import { type ChaosOptions, readChaosOptions } from './chaos/chaos-options.js';
import { chaosPools, operatorId, setUpChaos } from './chaos/chaos-pools.js';
import { checkRemains } from './chaos/check-remains.js';
import { type Injected, injectFaults } from './chaos/inject-faults.js';
import { HttpLoad } from './chaos/http-load.js';
import { KafkaLoad } from './chaos/kafka-load.js';
import { Ledger } from './chaos/ledger.js';
import { Random } from './chaos/random.js';
import { readRemains } from './chaos/read-remains.js';
import { report } from './chaos/report.js';
import { Stage } from './chaos/stage.js';
import { printVerdicts } from './report/verdict.js';

/** From the end of the faults until every command must have its answer. */
const answeredMsMax = 60_000;

await runToExit(async (signal) => {
  const options = readChaosOptions(process.argv.slice(3));
  if (options === undefined) return 0;
  setMaxListeners(0, signal);
  console.log(`- seed ${options.seed}: --seed ${options.seed} injects the same faults in the same order`);
  return inTemporaryDir('chaos', async (dir) => {
    const stage = await Stage.start(dir, options, signal);
    try {
      return await prove(stage, options, signal);
    } finally {
      await stage.close();
    }
  });
});

async function prove(stage: Stage, options: ChaosOptions, signal: AbortSignal): Promise<number> {
  const ledger = new Ledger();
  const injected = await work(stage, options, ledger, signal);
  const remains = await readRemains(stage, await kafkaOf(stage), ledger, signal);
  const verdicts = checkRemains(remains);
  console.log(`\nseed ${options.seed}, ${options.seconds} s, ${options.processes} processes`);
  for (const line of report(injected, ledger, verdicts, remains.store.flat().length)) console.log(line);
  return printVerdicts(verdicts);
}

/** Load and faults, until all faults are over and every command has its answer. */
async function work(stage: Stage, options: ChaosOptions, ledger: Ledger, signal: AbortSignal): Promise<Injected> {
  const random = new Random(options.seed);
  const wwsfIds = [...new Set(chaosPools.map(({ wwsfId }) => wwsfId))];
  const tokens = await tokensOf(stage.issuer, operatorId, wwsfIds);
  await setUpChaos(random.oneOf(stage.services).client.as(tokens.operator));
  const http = new HttpLoad(stage, tokens, ledger, random.fork());
  const kafka = new KafkaLoad(await kafkaOf(stage), http, ledger, random.fork());
  const progress = showProgress(options.seconds, ledger);
  try {
    const injected = await injectFaults(
      stage,
      options.faults,
      random.fork(),
      options.seconds,
      (names) => progress.now(names),
      signal,
    );
    await stage.recover(signal);
    return injected;
  } finally {
    const isStuck = signal.aborted || (await stage.closedLanes()).length > 0;
    const giveUp = isStuck ? AbortSignal.abort() : abortedAfter(answeredMsMax, signal);
    await Promise.all([kafka.stop(giveUp), http.stop(giveUp)]);
    await http.repeatCommands(random.fork(), giveUp);
    progress.stop();
  }
}

function showProgress(seconds: number, ledger: Ledger) {
  const since = performance.now();
  let struck: readonly string[] = [];
  let faults = 0;
  const line = (): string => {
    const elapsed = Math.round((performance.now() - since) / 1_000);
    const now = struck.length === 0 ? 'calm' : struck.join(' and ');
    return `- ${elapsed} of ${seconds} s, ${ledger.answeredCount} of ${ledger.entries.size} commands acknowledged, ${faults} faults; now: ${now}`;
  };
  const live = showLive(() => [line()], { elsewhereMs: 10_000 });
  return {
    now: (names: readonly string[]): void => {
      struck = names;
      faults += names.length;
    },
    stop: (): void => live.stop(),
  };
}

function kafkaOf(stage: Stage): Promise<Kafka> {
  return kafkaClient(stage.brokers, {
    clientId: 'chaos',
    // On a silent connection kafkajs would retry for long: a new connection soon is better.
    connectionTimeout: 2_000,
    requestTimeout: 4_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 2 },
  });
}
