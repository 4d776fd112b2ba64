import type { CpuTime } from './cpu-time.js';
import { latencyHistogram, type RoundResult } from './load.js';
import type { Scenario } from './scenario.js';
import type { Ratio } from './scenarios/index.js';

/** The middle of the rounds and how far they lie apart. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface ScenarioFigures {
  readonly name: string;
  readonly does: string;
  /** What one answer is. */
  readonly answer: string;
  readonly assignmentsPerSecond: Spread;
  /** Rate of each round, in their order. */
  readonly rounds: readonly number[];
  /** Of the answers of all rounds, in milliseconds. */
  readonly latencyMs: Readonly<Record<'p50' | 'p95' | 'p99' | 'p99.9' | 'max', number>>;
  /** Processor time of an assignment in microseconds, median of the rounds; undefined where the machine does not tell. */
  readonly cpuUs: CpuTime | undefined;
}

export interface RatioFigures extends Ratio {
  /** Of the rounds: both rates of one round are of the same minute of the machine. */
  readonly ratio: Spread;
}

export function scenarioFigures({ name, does, answer }: Scenario, results: readonly RoundResult[]): ScenarioFigures {
  const rounds = results.map(({ assignments, seconds }) => assignments / seconds);
  const latency = latencyHistogram();
  for (const { latencyUs } of results) latency.add(latencyUs);
  const atPercentile = (percentile: number): number => latency.getValueAtPercentile(percentile) / 1_000;
  return {
    name,
    does,
    answer,
    assignmentsPerSecond: spreadOf(rounds),
    rounds,
    latencyMs: {
      p50: atPercentile(50),
      p95: atPercentile(95),
      p99: atPercentile(99),
      'p99.9': atPercentile(99.9),
      max: latency.maxValue / 1_000,
    },
    cpuUs: medianCpuTime(results),
  };
}

/** The ratios of the scenarios that were run. */
export function ratioFigures(ratios: readonly Ratio[], figures: readonly ScenarioFigures[]): RatioFigures[] {
  const roundsOf = new Map(figures.map(({ name, rounds }) => [name, rounds]));
  return ratios.flatMap((ratio) => {
    const above = roundsOf.get(ratio.above);
    const below = roundsOf.get(ratio.below);
    if (above === undefined || below === undefined) return [];
    return [{ ...ratio, ratio: spreadOf(above.map((rate, round) => rate / (below[round] ?? NaN))) }];
  });
}

function medianCpuTime(results: readonly RoundResult[]): CpuTime | undefined {
  const times = results.flatMap(({ cpuUs }) => (cpuUs === undefined ? [] : [cpuUs]));
  if (times.length === 0) return undefined;
  const median = (part: keyof CpuTime): number => spreadOf(times.map((time) => time[part])).median;
  return { bench: median('bench'), service: median('service'), postgres: median('postgres') };
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1);
  const median = middle.reduce((sum, value) => sum + value, 0) / middle.length;
  return { median, min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN };
}
