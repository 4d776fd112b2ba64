import { cpuTime, cpuTimeEach } from './cpu-time.js';
import { Load, type RoundLength, type RoundResult } from './load.js';
import { watchMemory } from './watch-memory.js';
import type { Progress } from './progress.js';
import type { Running, Scenario } from './scenario.js';
import type { Stage } from './stage.js';
import { whole } from './figures-table.js';

/**
 * Goes through all scenarios once a round, so that what else the machine does meets all alike. Throws at the first
 * thing that was refused, failed or lost.
 */
export async function runRounds(
  scenarios: readonly Scenario[],
  rounds: number,
  length: RoundLength,
  stage: Stage,
  progress: Progress,
): Promise<ReadonlyMap<Scenario, readonly RoundResult[]>> {
  const results = new Map<Scenario, RoundResult[]>(scenarios.map((scenario) => [scenario, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const scenario of scenarios) {
      if (scenario.once && round > 1) continue;
      stage.signal.throwIfAborted();
      const title = `round ${String(round)} of ${String(rounds)}, ${scenario.name}`;
      progress.under(title);
      const result = await runRound(scenario, length, stage);
      results.get(scenario)?.push(result);
      progress.done(`${title}: ${whole(result.count / result.seconds)} ${scenario.unit}/s`);
    }
  }
  return results;
}

async function runRound(scenario: Scenario, length: RoundLength, stage: Stage): Promise<RoundResult> {
  const running = await scenario.start(stage);
  let result: RoundResult;
  try {
    result = await measure(running, new Load(length, stage.signal), stage);
  } catch (error) {
    await running.stop().catch(() => undefined);
    throw error;
  }
  await running.stop();
  return result;
}

async function measure(running: Running, load: Load, stage: Stage): Promise<RoundResult> {
  const watched = running.service === undefined ? () => undefined : watchMemory(running.service.pid);
  const [cpuBefore, walBefore] = [cpuTime(), await stage.walBytes()];
  await running.work(load);
  const cpuUs = cpuTimeEach(cpuBefore, cpuTime(), load.answeredCount);
  const walBytes = ((await stage.walBytes()) - walBefore) / load.answeredCount;
  const memory = watched();
  // What was answered is in the store: a rate of answers alone could be one of lies.
  const stored = await running.storedCount();
  if (stored !== load.answeredCount) {
    throw new Error(`${String(load.answeredCount)} were answered and ${String(stored)} are in the store`);
  }
  return { ...load.result(), cpuUs, memory, walBytes };
}
