import { showLive } from '@allocator/local';
import { cpuTime, cpuTimeEach } from './cpu-time.js';
import { whole } from './figures-table.js';
import { Load, type RoundLength, type RoundResult } from './load.js';
import { Round } from './round.js';
import type { Scenario } from './scenario.js';
import type { Stage } from './stage.js';
import { watchMemory } from './watch-memory.js';

/**
 * Runs all scenarios once in each round, so that other load of the machine meets all alike. Throws at the first thing that
 * was refused, failed or lost.
 */
export async function runRounds(
  scenarios: readonly Scenario[],
  rounds: number,
  length: RoundLength,
  stageOf: (scenario: Scenario) => Stage,
): Promise<ReadonlyMap<Scenario, readonly RoundResult[]>> {
  const results = new Map<Scenario, RoundResult[]>(scenarios.map((scenario) => [scenario, []]));
  for (let number = 1; number <= rounds; number++) {
    for (const scenario of scenarios) {
      if (scenario.once === true && number > 1) continue;
      const stage = stageOf(scenario);
      stage.signal.throwIfAborted();
      const title = `- round ${String(number)} of ${String(rounds)}, ${scenario.name}`;
      const progress = showLive(() => [`${title} ...`], { elsewhereMs: 60_000 });
      let last: string[] = [];
      try {
        const result = await runRound(scenario, length, stage);
        results.get(scenario)?.push(result);
        last = [`${title}: ${whole(result.count / result.seconds)} ${scenario.unit}/s`];
      } finally {
        progress.stop(last);
      }
    }
  }
  return results;
}

async function runRound(scenario: Scenario, length: RoundLength, stage: Stage): Promise<RoundResult> {
  const round = new Round(stage);
  let result: RoundResult;
  try {
    result = await measure(scenario, round, length);
  } catch (error) {
    await round.end().catch(() => undefined);
    throw error;
  }
  await round.end();
  return result;
}

async function measure(scenario: Scenario, round: Round, length: RoundLength): Promise<RoundResult> {
  const { stage } = round;
  const running = await scenario.start(round);
  const load = new Load(length, stage.signal);
  const watched = round.measured === undefined ? () => undefined : watchMemory(round.measured.pid);
  const [cpuBefore, walBefore] = [cpuTime(), await stage.walBytes()];
  await running.work(load);
  const cpuUs = cpuTimeEach(cpuBefore, cpuTime(), load.answeredCount);
  const walBytes = ((await stage.walBytes()) - walBefore) / load.answeredCount;
  const memory = watched();
  // What was answered must be stored.
  const stored = await (running.storedCount?.() ?? round.assignedCount());
  if (stored !== load.answeredCount)
    throw new Error(`${String(load.answeredCount)} were answered, but ${String(stored)} are stored`);
  return { ...load.result(), cpuUs, memory, walBytes };
}
