// `npm run chaos [-- options]`: the service under load while everything around it fails, and the proof afterwards.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setMaxListeners } from 'node:events';
import { Kafka, logLevel } from 'kafkajs';
import { type Verdict, check } from './chaos/check.js';
import { type Injected, injectFaults } from './chaos/inject-faults.js';
import { KafkaLoad } from './chaos/kafka-load.js';
import { Ledger } from './chaos/ledger.js';
import { HttpLoad } from './chaos/http-load.js';
import { type ChaosOptions, readOptions, usage } from './chaos/chaos-options.js';
import { Progress } from './chaos/progress.js';
import { Random } from './chaos/random.js';
import { readRemains } from './chaos/read-remains.js';
import { reportOf } from './chaos/report.js';
import { setUp } from './chaos/set-up.js';
import { Stage } from './chaos/stage.js';
import { runToExit } from './process/run-to-exit.js';
import { abortedAfter } from './process/stop-on-signals.js';

/** From the end of the faults: by then every command must have its answer. */
const answeredMsMax = 60_000;

await runToExit(async (signal) => {
  const options = readOptions(process.argv.slice(3));
  if (options === undefined) {
    console.log(usage);
    return 0;
  }
  setMaxListeners(0, signal);
  const dir = mkdtempSync(join(tmpdir(), 'ims-identity-allocator-chaos-'));
  // Postgres' account must be able to enter.
  chmodSync(dir, 0o755);
  console.log(`- seed ${options.seed}: --seed ${options.seed} injects the same faults in the same order`);
  const stage = await Stage.set(dir, options.processes, options.without, signal);
  let isProven = false;
  try {
    isProven = await prove(stage, options, signal);
  } finally {
    await stage.close();
    // The logs of a run that failed are kept.
    if (isProven) rmSync(dir, { recursive: true, force: true });
    else console.log(`- the logs are in ${dir}`);
  }
  return isProven ? 0 : 1;
});

async function prove(stage: Stage, options: ChaosOptions, signal: AbortSignal): Promise<boolean> {
  const ledger = new Ledger();
  const injected = await work(stage, options, ledger, signal);
  const remains = await readRemains(stage, kafkaOf(stage), ledger, signal);
  const verdicts: readonly Verdict[] = check(remains);
  const events = remains.store.reduce((sum, { length }) => sum + length, 0);
  console.log(
    `\nseed ${options.seed}, ${options.seconds} s, ${options.processes} processes\n${reportOf(injected, ledger, verdicts, events)}`,
  );
  const isProven = verdicts.every(({ violations }) => violations.length === 0);
  console.log(isProven ? 'the service has kept its promises' : 'THE SERVICE HAS BROKEN A PROMISE');
  return isProven;
}

/** Load and faults, up to the moment at which all faults are over and every command has its answer. */
async function work(stage: Stage, options: ChaosOptions, ledger: Ledger, signal: AbortSignal): Promise<Injected> {
  const random = new Random(options.seed);
  const callers = await setUp(stage);
  const http = new HttpLoad(stage, callers, ledger, random.fork());
  const kafka = new KafkaLoad(kafkaOf(stage), http, ledger, random.fork());
  const progress = new Progress(process.stdout, options.seconds, ledger);
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
    await http.askAgain(random.fork(), giveUp);
    progress.stop();
  }
}

function kafkaOf(stage: Stage): Kafka {
  return new Kafka({
    brokers: [stage.brokers],
    clientId: 'chaos',
    logLevel: logLevel.NOTHING,
    // On a connection that has gone silent kafkajs asks again and again: better a new one soon.
    ...{ connectionTimeout: 2_000, requestTimeout: 4_000 },
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 2 },
  });
}
