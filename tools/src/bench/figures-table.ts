import { tableLines } from '../report/table-lines.js';
import type { ScenarioFigures, Spread, Verdict } from './scenario-figures.js';

/** The figures as text. */
export function figuresTable(figures: readonly ScenarioFigures[], verdicts: readonly Verdict[]): string {
  const rates = [
    ['scenario', 'per second', 'min..max', 'of', 'p50 ms', 'p95', 'p99', 'p99.9', 'latency of'],
    ...figures.map(({ name, answer, perSecond, latencyMs, unit }) => [
      name,
      whole(perSecond.median),
      range(perSecond, whole),
      unit,
      ...[latencyMs?.p50, latencyMs?.p95, latencyMs?.p99, latencyMs?.['p99.9']].map(shown(milliseconds)),
      answer,
    ]),
  ];
  const costs = [
    ['cost of each', 'CPU us: postgres', 'service', 'kafka', 'bench', 'WAL bytes', 'service MB', 'grew MB', 'besides'],
    ...figures.map(({ name, cpuUs, walBytes, memory, extra }) => [
      name,
      ...[cpuUs?.postgres, cpuUs?.service, cpuUs?.kafka, cpuUs?.bench].map(shown(whole)),
      ...[walBytes, memory?.maxMb, memory?.growthMb].map(shown(whole)),
      Object.entries(extra)
        .map(([key, value]) => `${key} ${value.toPrecision(4)}`)
        .join(', '),
    ]),
  ];
  const targets = [
    ['target', 'median', 'min..max', 'wanted', ''],
    ...verdicts.map((verdict) => [
      verdict.per === undefined ? verdict.of : `${verdict.of} / ${verdict.per}`,
      hundredths(verdict.value.median),
      range(verdict.value, hundredths),
      ...verdictCells(verdict),
    ]),
  ];
  const nameLengthMax = Math.max(...figures.map(({ name }) => name.length));
  const legend = figures.map(({ name, does }) => `${name.padEnd(nameLengthMax)}  ${does}`);
  const tables = (verdicts.length > 0 ? [rates, costs, targets] : [rates, costs]).map((rows) =>
    tableLines(rows, (column, columns) => column === 0 || column === columns - 1).join('\n'),
  );
  return [...tables, legend.join('\n')].join('\n\n');
}

function verdictCells({ atLeast, below, isReached }: Verdict): string[] {
  if (atLeast === undefined && below === undefined) return ['', 'to compare'];
  const wanted = atLeast === undefined ? `below ${String(below)}` : `at least ${String(atLeast)}`;
  return [wanted, isReached ? 'reached' : 'NOT REACHED'];
}

function shown(format: (value: number) => string): (value: number | undefined) => string {
  return (value) => (value === undefined ? '' : format(value));
}

function range({ min, max }: Spread, format: (value: number) => string): string {
  return `${format(min)}..${format(max)}`;
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function hundredths(value: number): string {
  return value.toFixed(2);
}

function milliseconds(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(1);
}
