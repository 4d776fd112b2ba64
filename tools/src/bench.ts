// `npm run bench [-- options]`: rates and ratios of one run, on a Postgres of its own that is gone afterwards.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { step } from '../progress.mjs';
import { scenarioFigures, verdicts } from './bench/scenario-figures.js';
import { LazyKafka } from './bench/lazy-kafka.js';
import { machine } from './bench/machine.js';
import { type BenchOptions, readOptions, usage } from './bench/bench-options.js';
import { progressOn } from './bench/progress.js';
import { runRounds } from './bench/run-rounds.js';
import type { Scenario } from './bench/scenario.js';
import { scenarios, targets } from './bench/scenarios/index.js';
import { type StageSettings, prepareStage } from './bench/stage.js';
import { figuresTable } from './bench/figures-table.js';
import { freePort } from './process/free-port.js';
import { runToExit } from './process/run-to-exit.js';
import { startPostgres } from './stack/postgres/start-postgres.js';

await runToExit(async (signal) => {
  const options = readOptions(process.argv.slice(3));
  if (options === undefined) {
    console.log(usage);
    return 0;
  }
  const chosen = chosenScenarios(options);
  const dir = mkdtempSync(join(tmpdir(), 'ims-identity-allocator-bench-'));
  // Postgres' account must be able to enter.
  chmodSync(dir, 0o755);
  try {
    const port = await freePort();
    const postgres = await step('starting Postgres', () => startPostgres({ dir: join(dir, 'postgres'), port, signal }));
    try {
      const kafka = new LazyKafka(join(dir, 'kafka'), signal);
      try {
        await bench(chosen, options, { serverUrl: postgres.url, dir, signal, kafka: () => kafka.running() });
      } finally {
        await kafka.stop();
      }
    } finally {
      await postgres.stop();
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  return 0;
});

async function bench(
  chosen: readonly Scenario[],
  options: BenchOptions,
  place: Omit<StageSettings, 'identitiesPerPool' | 'isQuick'>,
): Promise<void> {
  const stage = await prepareStage({
    ...place,
    identitiesPerPool: options.identitiesPerPool,
    isQuick: options.isQuick,
  });
  const results = await runRounds(chosen, options.rounds, options, stage, progressOn(process.stdout));
  const figures = chosen.map((scenario) => scenarioFigures(scenario, results.get(scenario) ?? []));
  const compared = verdicts(targets, figures);
  const about = machine();
  console.log(`\n${figuresTable(figures, compared)}`);
  console.log(
    `\n${String(options.rounds)} rounds of ${String(options.measureMs / 1_000)} s after ${String(options.warmUpMs / 1_000)} s of warm-up, ` +
      `each on a new database; ${about.cpus} x ${about.cpu}, Node ${about.node}, fsync and synchronous_commit on`,
  );
  if (options.jsonFile === undefined) return;
  const { rounds, warmUpMs, measureMs, identitiesPerPool } = options;
  const json = { at: new Date().toISOString(), machine: about, rounds, warmUpMs, measureMs, identitiesPerPool };
  writeFileSync(
    options.jsonFile,
    `${JSON.stringify({ ...json, scenarios: figures, targets: compared }, undefined, 2)}\n`,
  );
}

function chosenScenarios({ only, isQuick }: BenchOptions): readonly Scenario[] {
  const unknown = only?.find((name) => !scenarios.some((scenario) => scenario.name === name));
  if (unknown !== undefined)
    throw new Error(`there is no scenario ${unknown}; there are ${scenarios.map(({ name }) => name).join(', ')}`);
  return scenarios.filter(({ name, inQuick }) => (only === undefined ? inQuick || !isQuick : only.includes(name)));
}
