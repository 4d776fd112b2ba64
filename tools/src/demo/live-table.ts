import type { DemoPool } from './set-up.js';
import type { Tally } from './tally.js';

export interface PoolRow {
  readonly pool: DemoPool;
  readonly over: string;
  readonly tally: Tally;
}

/** Without a terminal, a line every so many seconds. */
const plainEveryMs = 5_000;
const terminalEveryMs = 200;

/** Shows how the demo goes until it is stopped: in place on a terminal, a line now and then elsewhere. */
export function showLive(out: NodeJS.WriteStream, rows: readonly PoolRow[]): { stop(): void } {
  const since = performance.now();
  const seconds = (): string => `${((performance.now() - since) / 1_000).toFixed(0)} s`;
  let linesShown = 0;
  const redraw = (): void => {
    const lines = [`after ${seconds()}`, ...tableLines(rows)].map((line) => line.slice(0, out.columns - 1));
    // Up to where the table began, and clear from there on.
    out.write(`${linesShown === 0 ? '' : `\x1b[${linesShown}A`}\x1b[J${lines.join('\n')}\n`);
    linesShown = lines.length;
  };
  const tell = (): void => {
    out.write(`- after ${seconds()}: ${rows.map(rowText).join('; ')}\n`);
  };
  const timer = out.isTTY ? setInterval(redraw, terminalEveryMs) : setInterval(tell, plainEveryMs);
  return {
    stop: () => {
      clearInterval(timer);
      if (out.isTTY) redraw();
      else for (const line of tableLines(rows)) out.write(`${line}\n`);
    },
  };
}

function rowText({ pool, tally }: PoolRow): string {
  const { lent, assigned, released, indicated, expired, refused } = tally;
  return `${pool.poolId} assigned ${assigned}, lent now ${lent}, released ${released}, indicated ${indicated}, expired ${expired}, refused ${refused}`;
}

function tableLines(rows: readonly PoolRow[]): string[] {
  const table = [
    [
      'pool',
      'over',
      'lent now',
      'assigned',
      'prolonged',
      'released',
      'indicated',
      'ignored',
      'expired',
      'late ms',
      'refused',
    ],
    ...rows.map(({ pool, over, tally }) => [
      pool.poolId,
      over,
      ...[tally.lent, tally.assigned, tally.prolonged, tally.released].map(String),
      ...[tally.indicated, tally.ignored, tally.expired].map(String),
      lateness(tally.lateMs),
      String(tally.refused),
    ]),
  ];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  return table.map((row) => row.map((cell, column) => aligned(cell, widths[column] ?? 0, column)).join('  '));
}

/** Names to the left, figures to the right. */
function aligned(cell: string, width: number, column: number): string {
  return column < 2 ? cell.padEnd(width) : cell.padStart(width);
}

/** Median and worst: how long after the bound an `Expired` was recorded. */
export function lateness(lateMs: readonly number[]): string {
  if (lateMs.length === 0) return '-';
  const sorted = [...lateMs].sort((a, b) => a - b);
  return `${sorted[Math.floor(sorted.length / 2)]}, max ${sorted.at(-1)}`;
}
