import type { ScenarioFigures, Spread, Verdict } from './scenario-figures.js';

/** The figures as text, for a person to read. */
export function figuresTable(figures: readonly ScenarioFigures[], verdicts: readonly Verdict[]): string {
  const rates = [
    ['scenario', 'per second', 'min..max', 'of', 'p50 ms', 'p95', 'p99', 'p99.9', 'latency of'],
    ...figures.map(({ name, answer, perSecond, latencyMs, unit }) => [
      ...[name, whole(perSecond.median), range(perSecond, whole), unit],
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
    ...verdicts.map(({ of, per, value, atLeast, below, isReached }) => [
      per === undefined ? of : `${of} / ${per}`,
      hundredths(value.median),
      range(value, hundredths),
      atLeast === undefined ? `below ${String(below)}` : `at least ${String(atLeast)}`,
      isReached ? 'reached' : 'NOT REACHED',
    ]),
  ];
  const legend = figures.map(({ name, does }) => `${name.padEnd(12)}${does}`);
  const tables = [rates, costs, ...(verdicts.length > 0 ? [targets] : [])].map((rows) => aligned(rows).join('\n'));
  return [...tables, legend.join('\n')].join('\n\n');
}

function shown(format: (value: number) => string): (value: number | undefined) => string {
  return (value) => (value === undefined ? '' : format(value));
}

/** Columns side by side: the first and the last to the left, figures to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 || column === columns - 1 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

function range({ min, max }: Spread, shown: (value: number) => string): string {
  return `${shown(min)}..${shown(max)}`;
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
