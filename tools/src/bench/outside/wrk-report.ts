import type { Histogram } from 'hdr-histogram-js';

export interface WrkReport {
  readonly requests: number;
  readonly durationUs: number;
  /** Latency at each thousandth. wrk adds the requests that a late answer kept from being sent (coordinated omission). */
  readonly latencyUs: readonly number[];
}

/** The line that `report.lua` prints. */
export function parseWrkReport(output: string): WrkReport {
  const line = output.split('\n').find((each) => each.startsWith('{'));
  if (line === undefined) throw new Error(`wrk printed no report, but\n${output}`);
  const { refused, failed, ...report } = JSON.parse(line) as WrkReport & { refused: number; failed: number };
  if (refused + failed > 0) {
    throw new Error(
      `of ${String(report.requests)} requests by wrk, ${String(refused)} were refused and ${String(failed)} failed: if the identities were exhausted, give the bench more with --identities`,
    );
  }
  return report;
}

export function requestsOf(reports: readonly WrkReport[]): number {
  return reports.reduce((sum, { requests }) => sum + requests, 0);
}

export function addLatencies(histogram: Histogram, reports: readonly WrkReport[]): void {
  for (const { requests, latencyUs } of reports) {
    const each = Math.max(1, Math.round(requests / latencyUs.length));
    for (const value of latencyUs) histogram.recordValueWithCount(Math.max(1, value), each);
  }
}

/**
 * wrk closes its connections when its time is over, without waiting for the answers: so many more may be stored than it has
 * counted.
 */
export function demandStored(
  stored: number,
  { answered, cutOffMax }: { readonly answered: number; readonly cutOffMax: number },
): void {
  if (stored < answered || stored > answered + cutOffMax)
    throw new Error(`${String(answered)} were answered to wrk, but ${String(stored)} are stored`);
}
