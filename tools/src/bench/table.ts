import type { RatioFigures, ScenarioFigures, Spread } from './figures.js';

/** The figures as text, for a person to read. */
export function figuresTable(figures: readonly ScenarioFigures[], ratios: readonly RatioFigures[]): string {
  const rates = [
    [
      'scenario',
      'assignments/s',
      'min..max',
      'p50 ms',
      'p95',
      'p99',
      'p99.9',
      'CPU us: postgres',
      'service',
      'bench',
      'latency of',
    ],
    ...figures.map(({ name, answer, assignmentsPerSecond, latencyMs, cpuUs }) => [
      name,
      whole(assignmentsPerSecond.median),
      range(assignmentsPerSecond, whole),
      ...[latencyMs.p50, latencyMs.p95, latencyMs.p99, latencyMs['p99.9']].map(milliseconds),
      ...[cpuUs?.postgres, cpuUs?.service, cpuUs?.bench].map((time) => (time === undefined ? '' : whole(time))),
      answer,
    ]),
  ];
  const compared = [
    ['ratio', 'median', 'min..max', 'at least'],
    ...ratios.map(({ above, below, ratio, atLeast }) => [
      `${above} / ${below}`,
      hundredths(ratio.median),
      range(ratio, hundredths),
      atLeast === undefined ? '' : `${String(atLeast)}${ratio.median < atLeast ? '  NOT REACHED' : ''}`,
    ]),
  ];
  const legend = figures.map(({ name, does }) => `${name.padEnd(10)}${does}`);
  return [...aligned(rates), '', ...(ratios.length > 0 ? [...aligned(compared), ''] : []), ...legend].join('\n');
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
