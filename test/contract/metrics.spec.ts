import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { StateCounts } from '@allocator/application';
import { freePort, inTemporaryDir, until } from '@allocator/local';
import { type Database, PostgresInstallationFigures, openDatabase } from '@allocator/postgres';
import { whereAvailable } from '@allocator/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dashboardQueries } from '../support/dashboard-queries.js';
import { documentedMetrics } from '../support/documented-metrics.js';
import { refusedStart } from '../support/refused-start.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';
import type { Scrape } from '../support/scrape.js';
import { parseScrape, valueIn } from '../support/scrape.js';

const prometheus = '/usr/bin/prometheus';
const laneCount = 8;
const missingPrometheus = existsSync(prometheus) ? undefined : 'Prometheus is not installed (Debian: prometheus)';

describe('GET /metrics', () => {
  let running: RunningService;
  let store: Database;
  let port: number;
  const at = (path: string): string => `http://127.0.0.1:${String(port)}${path}`;
  const scrape = async (): Promise<Scrape> => parseScrape(await (await fetch(at('/metrics'))).text());

  beforeAll(async () => {
    port = await freePort();
    running = await runService({ METRICS_PORT: String(port), METRICS_POOLS_MAX: '2' });
    store = await openDatabase({ url: running.database.url, lanes: laneCount, onIdleError: () => undefined });
    await running.api.setUpPool({ poolId: 'pool-a', identities: 3 });
  }, 60_000);
  afterAll(async () => {
    await store.close();
    await running.end();
  });

  it('answers in the text format of Prometheus, on this port alone, and only there', async () => {
    const answer = await fetch(at('/metrics'));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    parseScrape(await answer.text());
    const others = [
      fetch(at('/')),
      fetch(at('/metrics/x')),
      fetch(at('/health/live')),
      fetch(at('/metrics'), { method: 'POST', body: 'x' }),
      fetch(`${running.api.baseUrl}/metrics`),
    ];
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  });

  it('has the metrics of docs/metrics.md, and no others of the service', async () => {
    const { metrics, series } = await scrape();
    const documented = documentedMetrics();
    const own = [...metrics].filter(([name]) => name.startsWith('allocator_'));
    expect(documented.size).toBeGreaterThan(20);
    expect(new Map(own)).toEqual(new Map([...documented].map(([name, { type, help }]) => [name, { type, help }])));
    expect(metrics.has('nodejs_eventloop_lag_p99_seconds') && metrics.has('process_cpu_seconds_total')).toBe(true);
    const undocumented = series.filter(({ name, labels }) => {
      const { labels: known } = documented.get(name.replace(/_(bucket|sum|count)$/, '')) ??
        documented.get(name) ?? { labels: Object.keys(labels) };
      return Object.keys(labels).some((label) => label !== 'le' && !known.includes(label));
    });
    expect(undocumented).toEqual([]);
  });

  it('shows an assignment, and no identity and no subject in any label', async () => {
    const before = await scrape();
    const { body } = await running.api.assign('pool-a', 'alice@secret.example');
    await running.api.assign('pool-unknown', 'bob');
    const after = await scrape();
    const moved = (name: string, labels: Readonly<Record<string, string>> = {}): number =>
      (valueIn(after, name, labels) ?? 0) - (valueIn(before, name, labels) ?? 0);
    expect(moved('allocator_command_outcomes_total', { command: 'Assign', outcome: 'assigned' })).toBe(1);
    expect(moved('allocator_command_seconds_count')).toBeGreaterThanOrEqual(1);
    for (const step of ['queue', 'lock', 'prefetch', 'decide', 'commit'])
      expect([step, moved('allocator_transaction_step_seconds_count', { step }) > 0]).toEqual([step, true]);
    expect(moved('allocator_transaction_step_seconds_sum', { step: 'commit' })).toBeGreaterThan(0);
    const labels = JSON.stringify(after.series.map((each) => each.labels));
    expect(labels).toContain('pool-a');
    for (const personal of [body['impi'], body['assignmentId'], 'alice', 'bob', 'web-'])
      expect(labels).not.toContain(personal);
  });

  it('counts problems with and without a request that could be read', async () => {
    const answered = async (): Promise<readonly (number | undefined)[]> => {
      const now = await scrape();
      return ['not-found', 'invalid-request'].map((code) => valueIn(now, 'allocator_http_problems_total', { code }));
    };
    const [notFound = NaN, invalid = NaN] = await answered();
    await fetch(`${running.api.baseUrl}/none`);
    const connection = connect(Number(new URL(running.api.baseUrl).port), '127.0.0.1');
    connection.write('no request\r\n\r\n');
    expect(await text(connection)).toContain('"code":"invalid-request"');
    expect(await answered()).toEqual([notFound + 1, invalid + 1]);
  });

  it('counts identities by state, by the same clock as the availability of a pool', async () => {
    await running.api.setUpPool({ poolId: 'pool-b', identities: 1, first: 100, lifetime: 100, quarantine: 50 });
    await running.api.setUpPool({ poolId: 'pool-c', identities: 5, first: 200 });
    const { body: assigned } = await running.api.assign('pool-b', 'carol');
    const start = Date.parse(String(assigned['assignedAt']));
    const figures = new PostgresInstallationFigures(store.historyPool, laneCount);
    const atSecond = async (seconds: number): Promise<StateCounts> => {
      await running.database.setNow(start + seconds * 1_000);
      const { named } = await figures.pools(2);
      const { body } = await running.api.get('/v1/pools/pool-b/availability');
      const { poolId: _, ...counts } = named.find(({ poolId }) => poolId === 'pool-b') ?? { poolId: undefined };
      expect(body).toMatchObject(counts);
      return counts as StateCounts;
    };
    // Before the clock moves: the scheduler would record the expiry.
    await running.database.setNow(start);
    const { named, sum, pools, exhausted } = await figures.pools(2);
    // Two pools are named; the sums are of all three.
    expect(named.map(({ poolId }) => poolId)).toEqual(['pool-a', 'pool-b']);
    expect(sum.assignable + sum.assigned).toBe(9);
    expect([pools, exhausted]).toEqual([3, 1]);
    expect(await atSecond(60)).toMatchObject({ assigned: 1, quarantined: 0, assignable: 0 });
    expect(await atSecond(120)).toMatchObject({ assigned: 0, quarantined: 1, assignable: 0 });
    expect(await atSecond(200)).toMatchObject({ assigned: 0, quarantined: 0, assignable: 1 });
  });

  it('knows the lanes: their ends, what is overdue, and the clock', async () => {
    const lanes = await new PostgresInstallationFigures(store.historyPool, laneCount).lanes();
    expect(lanes.map(({ lane }) => lane)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(lanes.find(({ lane }) => lane === 6)).toMatchObject({ isClosed: false, checkpoint: undefined });
    const { body } = await running.api.get('/v1/health');
    const shown = body['lanes'] as readonly Record<string, unknown>[];
    expect(shown.map(({ lane }) => lane)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(shown[6]).toMatchObject({ expiryOverdueSeconds: 0, checkpointAt: null });
    expect(shown[6]?.['checkpointLag']).toBeGreaterThan(0);
    await running.database.setNow(Date.now() + 3_600_000);
    const ahead = await new PostgresInstallationFigures(store.historyPool, laneCount).lanes();
    expect(Math.abs((ahead[0]?.clockDifferenceMs ?? 0) - 3_600_000)).toBeLessThan(60_000);
  });

  whereAvailable(it, missingPrometheus)(
    'is scraped by Prometheus',
    async () => {
      const code = await inTemporaryDir('prometheus', async (dir) => {
        const own = await startPrometheus(dir, port);
        try {
          expect(await until(async () => (await own.value('up{job="allocator"}')) === 1, 20_000)).toBe(true);
          expect(await own.value('count(allocator_identities)')).toBe(5);
          const refused = await Promise.all(
            dashboardQueries.map(async (query) => ((await own.accepts(query)) ? [] : [query])),
          );
          expect(refused.flat()).toEqual([]);
          expect(await own.accepts('sum(')).toBe(false);
        } finally {
          await own.stop();
        }
        return 0;
      });
      expect(code).toBe(0);
    },
    40_000,
  );
});

describe('METRICS_PORT', () => {
  it.each([
    ['65536', 'must be a port, host:port, or off'],
    ['', 'must be a port, host:port, or off'],
  ])('%s: is refused', async (METRICS_PORT, why) => {
    const { code, output } = await refusedStart({ DATABASE_URL: 'postgres://127.0.0.1:1/none', METRICS_PORT });
    expect([code, output]).toEqual([2, `Invalid configuration:\nMETRICS_PORT: ${why}`]);
  });

  it('in use: ends the start, before the database is opened, and says so', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    try {
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const { code, output } = await refusedStart({
        DATABASE_URL: 'postgres://127.0.0.1:1/none',
        METRICS_PORT: String(port),
      });
      expect(code).toBe(2);
      expect(output).toContain(`METRICS_PORT: 127.0.0.1:${String(port)} is in use`);
      expect(output).not.toContain('ECONNREFUSED');
    } finally {
      other.close();
    }
  });
});

/** A real Prometheus that scrapes the port every second. */
async function startPrometheus(dir: string, port: number) {
  const listens = await freePort();
  writeFileSync(
    join(dir, 'prometheus.yml'),
    `scrape_configs: [{job_name: allocator, scrape_interval: 1s, static_configs: [{targets: ['127.0.0.1:${String(port)}']}]}]\n`,
  );
  const server = spawn(
    prometheus,
    [
      `--config.file=${join(dir, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(dir, 'data')}`,
      `--web.listen-address=127.0.0.1:${String(listens)}`,
    ],
    { stdio: 'ignore' },
  );
  const ended = once(server, 'exit');
  const ask = (query: string): Promise<Response | undefined> =>
    fetch(`http://127.0.0.1:${String(listens)}/api/v1/query?query=${encodeURIComponent(query)}`).catch(() => undefined);
  return {
    /** The value of the one series of a query; undefined while there is none. */
    value: async (query: string): Promise<number | undefined> => {
      const answer = await ask(query);
      if (answer?.ok !== true) return undefined;
      type Answer = { readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] } };
      const { data } = (await answer.json()) as Answer;
      return data.result[0] === undefined ? undefined : Number(data.result[0].value[1]);
    },
    accepts: async (query: string): Promise<boolean> => (await ask(query))?.ok === true,
    stop: async (): Promise<void> => {
      server.kill('SIGTERM');
      await ended;
    },
  };
}
