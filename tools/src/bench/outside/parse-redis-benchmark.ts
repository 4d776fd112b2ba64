export interface RedisBenchmarkReport {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** The two lines that redis-benchmark prints with `--csv`: names, and figures. */
export function parseRedisBenchmark(output: string): RedisBenchmarkReport {
  const [names = [], figures = []] = output
    .trim()
    .split('\n')
    .slice(-2)
    .map((line) => line.slice(1, -1).split('","'));
  const figure = (name: string): number => {
    const value = Number(figures[names.indexOf(name)]);
    if (Number.isFinite(value)) return value;
    throw new Error(`redis-benchmark printed no ${name}, but\n${output}`);
  };
  return { perSecond: figure('rps'), p50Ms: figure('p50_latency_ms'), p99Ms: figure('p99_latency_ms') };
}
