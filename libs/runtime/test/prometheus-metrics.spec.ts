import { beforeEach, describe, expect, it } from '@jest/globals';
import { PrometheusMetrics } from '@allocator/runtime';

describe('the metrics of a process', () => {
  let metrics: PrometheusMetrics;
  beforeEach(async () => {
    metrics = await PrometheusMetrics.load();
  });

  const linesOf = async (name: string): Promise<string[]> =>
    (await metrics.text()).split('\n').filter((line) => line.startsWith(name) || line.startsWith(`# HELP ${name} `));

  it('counts by label, and shows a series to which 0 was added', async () => {
    const counter = metrics.counter({ name: 'allocator_x_total', help: 'Of x.', labels: ['code'] });
    counter.add(0, { code: 'never' });
    counter.add(2, { code: 'often' });
    counter.add(3, { code: 'often' });
    expect(await linesOf('allocator_x_total')).toEqual([
      '# HELP allocator_x_total Of x.',
      'allocator_x_total{code="never"} 0',
      'allocator_x_total{code="often"} 5',
    ]);
  });

  it('escapes a label', async () => {
    metrics.counter({ name: 'allocator_x_total', help: 'Of x.', labels: ['pool'] }).add(1, { pool: 'a"b\\c\nd' });
    expect(await linesOf('allocator_x_total{')).toEqual(['allocator_x_total{pool="a\\"b\\\\c\\nd"} 1']);
  });

  it('counts what was observed up to each bucket', async () => {
    const histogram = metrics.histogram({ name: 'allocator_x_seconds', help: 'Of x.', buckets: [0.1, 1] });
    for (const value of [0.1, 0.5, 2]) histogram.observe(value, {});
    expect(await linesOf('allocator_x_seconds_')).toEqual([
      'allocator_x_seconds_bucket{le="0.1"} 1',
      'allocator_x_seconds_bucket{le="1"} 2',
      'allocator_x_seconds_bucket{le="+Inf"} 3',
      'allocator_x_seconds_sum 2.6',
      'allocator_x_seconds_count 3',
    ]);
  });

  it('reads a gauge at each scrape, and forgets a value that is no longer read', async () => {
    let pools = ['a', 'b'];
    metrics.gauge({ name: 'allocator_x', help: 'Of x.', labels: ['pool'] }, () =>
      pools.map((pool) => ({ value: pools.length, labels: { pool } })),
    );
    expect(await linesOf('allocator_x{')).toEqual(['allocator_x{pool="a"} 2', 'allocator_x{pool="b"} 2']);
    pools = ['b'];
    expect(await linesOf('allocator_x{')).toEqual(['allocator_x{pool="b"} 1']);
  });

  it('shows a failed read as the absence of that gauge alone, and counts it in the same scrape', async () => {
    metrics.gauge({ name: 'allocator_x', help: 'Of x.' }, () => Promise.reject(new Error('the database is away')));
    metrics.gauge({ name: 'allocator_y', help: 'Of y.' }, () => [{ value: 7, labels: {} }]);
    expect(await linesOf('allocator_scrape')).toEqual(
      expect.arrayContaining([
        'allocator_scrape_errors_total{metric="allocator_x"} 1',
        'allocator_scrape_errors_total{metric="allocator_y"} 0',
      ]),
    );
    expect(await linesOf('allocator_x')).toEqual(['# HELP allocator_x Of x.']);
    expect(await linesOf('allocator_y')).toEqual(['# HELP allocator_y Of y.', 'allocator_y 7']);
  });

  it('reads once for scrapes at the same time', async () => {
    let reads = 0;
    metrics.gauge({ name: 'allocator_x', help: 'Of x.' }, () => [{ value: ++reads, labels: {} }]);
    const [first, second] = await Promise.all([metrics.text(), metrics.text()]);
    expect(first).toContain('\nallocator_x 1\n');
    expect(second).toBe(first);
  });

  it('has each metric once', () => {
    metrics.counter({ name: 'allocator_x_total', help: 'Of x.' });
    expect(() => metrics.counter({ name: 'allocator_x_total', help: 'Of x.' })).toThrow(/already been registered/);
  });
});
