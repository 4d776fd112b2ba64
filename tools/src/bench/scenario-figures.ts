import type { CpuTime } from './cpu-time.js';
import { type Extra, latencyHistogram, type RoundResult } from './load.js';
import type { MemoryUse } from './watch-memory.js';
import type { Scenario } from './scenario.js';

/** A target of the project for a figure. */
export interface Target {
  /** A scenario's rate, `<scenario>.<figure>` for one of its further figures, or `serviceMemoryMb`. */
  readonly of: string;
  /** The scenario whose rate it is divided by. */
  readonly per?: string;
  readonly atLeast?: number;
  readonly below?: number;
}

/** The most resident memory of the service in any scenario. */
export const serviceMemoryMb = 'service MB, any scenario';

/** Median and range of the rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface ScenarioFigures extends Pick<Scenario, 'name' | 'does' | 'answer' | 'unit'> {
  readonly perSecond: Spread;
  /** Rate of each round, in their order. */
  readonly rounds: readonly number[];
  /** Of the answers of all rounds, in milliseconds; undefined if none were timed. */
  readonly latencyMs: Readonly<Record<'p50' | 'p95' | 'p99' | 'p99.9' | 'max', number>> | undefined;
  /** Processor time of each in microseconds, median of the rounds; undefined if the machine does not report it. */
  readonly cpuUs: CpuTime | undefined;
  /** Write-ahead log of each in bytes, median of the rounds. */
  readonly walBytes: number;
  /** Of the service, the most of all rounds. */
  readonly memory: MemoryUse | undefined;
  /** Medians of the rounds. */
  readonly extra: Extra;
}

export interface Verdict extends Target {
  /** Of the rounds: both rates of one round are of the same minute of the machine. */
  readonly value: Spread;
  readonly isReached: boolean;
}

export function scenarioFigures(scenario: Scenario, results: readonly RoundResult[]): ScenarioFigures {
  const { name, does, answer, unit } = scenario;
  const rounds = results.map(({ count, seconds }) => count / seconds);
  const memories = results.flatMap(({ memory }) => (memory === undefined ? [] : [memory]));
  const extras = Object.keys(results[0]?.extra ?? {});
  return {
    name,
    does,
    answer,
    unit,
    perSecond: spreadOf(rounds),
    rounds,
    latencyMs: latencyOf(results),
    cpuUs: medianCpuTime(results),
    walBytes: spreadOf(results.map(({ walBytes }) => walBytes)).median,
    memory:
      memories.length === 0
        ? undefined
        : {
            maxMb: Math.max(...memories.map(({ maxMb }) => maxMb)),
            growthMb: Math.max(...memories.map(({ growthMb }) => growthMb)),
          },
    extra: Object.fromEntries(
      extras.map((key) => [key, spreadOf(results.map(({ extra }) => extra[key] ?? NaN)).median]),
    ),
  };
}

function latencyOf(results: readonly RoundResult[]): ScenarioFigures['latencyMs'] {
  const latency = latencyHistogram();
  for (const { latencyUs } of results) latency.add(latencyUs);
  if (latency.totalCount === 0) return undefined;
  const at = (percentile: number): number => latency.getValueAtPercentile(percentile) / 1_000;
  return { p50: at(50), p95: at(95), p99: at(99), 'p99.9': at(99.9), max: latency.maxValue / 1_000 };
}

/** The targets whose scenarios were run. */
export function verdicts(targets: readonly Target[], figures: readonly ScenarioFigures[]): Verdict[] {
  const byName = new Map(figures.map((figure) => [figure.name, figure]));
  return targets.flatMap((target) => {
    const value = valueOf(target, byName);
    if (value === undefined) return [];
    const { atLeast = -Infinity, below = Infinity } = target;
    return [{ ...target, value, isReached: value.median >= atLeast && value.median < below }];
  });
}

function valueOf({ of, per }: Target, byName: ReadonlyMap<string, ScenarioFigures>): Spread | undefined {
  if (of === serviceMemoryMb)
    return spreadOf([Math.max(0, ...[...byName.values()].map(({ memory }) => memory?.maxMb ?? 0))]);
  const [name = '', extra] = of.split('.');
  const measured = byName.get(name);
  if (measured === undefined) return undefined;
  if (extra !== undefined) {
    const value = measured.extra[extra];
    return value === undefined ? undefined : spreadOf([value]);
  }
  const compared = per === undefined ? undefined : byName.get(per);
  if (compared === undefined) return undefined;
  // A scenario that ran once is compared with the median of the other's rounds.
  if (measured.rounds.length !== compared.rounds.length)
    return spreadOf([measured.perSecond.median / compared.perSecond.median]);
  return spreadOf(measured.rounds.map((rate, round) => rate / (compared.rounds[round] ?? NaN)));
}

function medianCpuTime(results: readonly RoundResult[]): CpuTime | undefined {
  const times = results.flatMap(({ cpuUs }) => (cpuUs === undefined ? [] : [cpuUs]));
  if (times.length === 0) return undefined;
  const median = (part: keyof CpuTime): number => spreadOf(times.map((time) => time[part])).median;
  return { bench: median('bench'), service: median('service'), postgres: median('postgres'), kafka: median('kafka') };
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1);
  const median = middle.reduce((sum, value) => sum + value, 0) / middle.length;
  return { median, min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN };
}
