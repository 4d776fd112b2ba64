// `npm run bench [-- options]`: rates and their ratios, on a PostgreSQL server that is gone afterwards.
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { inTemporaryDir, runToExit } from '@allocator/local';
import { type BenchOptions, readBenchOptions } from './bench/bench-options.js';
import { figuresTable } from './bench/figures-table.js';
import { makeTemplates } from './bench/make-templates.js';
import { runRounds } from './bench/run-rounds.js';
import { scenarioFigures, verdicts } from './bench/scenario-figures.js';
import { scenarios, targets } from './bench/scenarios/index.js';
import { Stage } from './bench/stage.js';

await runToExit(async (signal) => {
  const options = readBenchOptions(process.argv.slice(3), scenarios);
  if (options === undefined) return 0;
  return inTemporaryDir('bench', async (dir) => {
    const stage = await Stage.start({ ...options, dir, signal });
    try {
      await makeTemplates(stage);
      await bench(options, stage);
      return 0;
    } finally {
      await stage.stop();
    }
  });
});

async function bench({ jsonFile, scenarios: chosen, ...options }: BenchOptions, stage: Stage): Promise<void> {
  const { rounds, warmUpMs, measureMs, identitiesPerPool } = options;
  const results = await runRounds(chosen, rounds, options, stage);
  const figures = chosen.map((scenario) => scenarioFigures(scenario, results.get(scenario) ?? []));
  const compared = verdicts(targets, figures);
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown CPU',
    cpus: availableParallelism(),
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
  };
  console.log(`\n${figuresTable(figures, compared)}`);
  console.log(
    `\n${String(rounds)} rounds of ${String(measureMs / 1_000)} s after ${String(warmUpMs / 1_000)} s of warm-up, ` +
      `each on a new database; ${machine.cpus} x ${machine.cpu}, Node ${machine.node}, fsync and synchronous_commit on`,
  );
  if (jsonFile === undefined) return;
  const run = { at: new Date().toISOString(), machine, rounds, warmUpMs, measureMs, identitiesPerPool };
  writeFileSync(jsonFile, `${JSON.stringify({ ...run, scenarios: figures, targets: compared }, undefined, 2)}\n`);
}
