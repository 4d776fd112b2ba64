// `npm run bench [-- options]`: rates and their ratios, on a PostgreSQL server that is gone afterwards.
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { inTemporaryDir, runToExit } from '@allocator/local';
import { type BenchOptions, readBenchOptions } from './bench/bench-options.js';
import { figuresTable } from './bench/figures-table.js';
import { makeTemplates } from './bench/make-templates.js';
import { whyMissing } from './bench/outside/program.js';
import { runRounds } from './bench/run-rounds.js';
import type { OtherStore, Scenario } from './bench/scenario.js';
import { scenarioFigures, verdicts } from './bench/scenario-figures.js';
import { scenarios, targets } from './bench/scenarios/index.js';
import { Stage, type StageSettings } from './bench/stage.js';

const settingsOf: Readonly<Record<OtherStore, Pick<StageSettings, 'hasStandby' | 'citusWorkers'>>> = {
  'other-postgres': {},
  standby: { hasStandby: true },
  'citus-1': { citusWorkers: 1 },
  'citus-2': { citusWorkers: 2 },
};

await runToExit(async (signal) => {
  const options = readBenchOptions(process.argv.slice(3), scenarios);
  if (options === undefined) return 0;
  return inTemporaryDir('bench', async (dir) => {
    const stages: Stage[] = [];
    const open = async (settings: Partial<StageSettings> & Pick<StageSettings, 'dir'>): Promise<Stage> => {
      const stage = await Stage.start({ ...options, ...settings, signal });
      stages.push(stage);
      await makeTemplates(stage);
      return stage;
    };
    try {
      const { otherPostgres: postgresPrograms } = options;
      const stage = await open({ dir });
      const others = new Map<OtherStore, Stage>();
      for (const store of options.otherStores) {
        const programs = postgresPrograms && { postgresPrograms };
        others.set(store, await open({ dir: join(dir, store), ...programs, ...settingsOf[store] }));
      }
      await bench(options, stage, others);
      return 0;
    } finally {
      for (const stage of stages) await stage.stop();
    }
  });
});

async function bench(options: BenchOptions, stage: Stage, others: ReadonlyMap<OtherStore, Stage>): Promise<void> {
  const { jsonFile, rounds, warmUpMs, measureMs, identitiesPerPool, kafkaBrokers } = options;
  const chosen = options.scenarios.filter(canRun);
  const stageOf = ({ on }: Scenario): Stage => (on && others.get(on)) ?? stage;
  const other = others.values().next().value;
  const results = await runRounds(chosen, rounds, options, stageOf);
  const figures = chosen.map((scenario) => scenarioFigures(scenario, results.get(scenario) ?? []));
  const compared = verdicts(targets, figures);
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown CPU',
    cpus: availableParallelism(),
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    kafkaBrokers,
    postgres: await stage.postgresVersion(),
    ...(other && { otherPostgres: await other.postgresVersion() }),
  };
  console.log(`\n${figuresTable(figures, compared)}`);
  console.log(
    `\n${String(rounds)} rounds of ${String(measureMs / 1_000)} s after ${String(warmUpMs / 1_000)} s of warm-up, ` +
      `each on a new database; ${machine.cpus} x ${machine.cpu}, Node ${machine.node}, PostgreSQL ${machine.postgres}` +
      `${machine.otherPostgres === undefined ? '' : ` (other-postgres: ${machine.otherPostgres})`}, fsync and synchronous_commit on, ` +
      `Kafka brokers: ${String(kafkaBrokers)}`,
  );
  if (jsonFile === undefined) return;
  const run = { at: new Date().toISOString(), machine, rounds, warmUpMs, measureMs, identitiesPerPool };
  writeFileSync(jsonFile, `${JSON.stringify({ ...run, scenarios: figures, targets: compared }, undefined, 2)}\n`);
}

/** Whether its programs are installed; else it is left out, with a line. */
function canRun({ name, needs = [] }: Scenario): boolean {
  const why = whyMissing(needs);
  if (why !== undefined) console.log(`- ${name} is left out: ${why}`);
  return why === undefined;
}
