import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { whereAvailable } from '@allocator/testing';
import { describe, expect, it } from '@jest/globals';
import { dashboardQueries, dashboardVariables } from '../support/dashboard-queries.js';
import { documentedMetrics } from '../support/documented-metrics.js';

const rules = fileURLToPath(new URL('../../deploy/prometheus/alerts.yaml', import.meta.url));
const ruleTests = fileURLToPath(new URL('../../deploy/prometheus/alerts.test.yaml', import.meta.url));

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
const missing = hasPromtool ? undefined : 'promtool is not installed (Debian: prometheus)';

/** Metrics of Prometheus itself and of prom-client, which test/contract/metrics.spec.ts sees in a scrape. */
const ofOthers = ['nodejs_eventloop_lag_p99_seconds', 'process_cpu_seconds_total', 'process_resident_memory_bytes'];

/** Names of metrics in PromQL or YAML that no table has: without the suffixes of the series of a histogram. */
function unknownIn(text: string): readonly string[] {
  const documented = documentedMetrics();
  const named = Array.from(text.matchAll(/\b(?:allocator|nodejs|process)_[a-z0-9_]+/g), ([name]) => name);
  return named.filter((name) => {
    const base = name.replace(/_(bucket|sum|count)$/, '');
    return !documented.has(name) && documented.get(base)?.type !== 'histogram' && !ofOthers.includes(name);
  });
}

describe('the metrics that are named', () => {
  it('in alerts.yaml and its tests exist', () => {
    const alerts = readFileSync(rules, 'utf8');
    expect(alerts.match(/allocator_\w+/g)?.length).toBeGreaterThan(20);
    expect(unknownIn(alerts + readFileSync(ruleTests, 'utf8'))).toEqual([]);
  });

  it('in the Grafana dashboard exist', () => {
    expect(dashboardQueries.length).toBeGreaterThan(30);
    expect(unknownIn([...dashboardQueries, ...dashboardVariables].join('\n'))).toEqual([]);
  });

  it('are all in the dashboard, in an alert, or only for a look', () => {
    const shown = [...dashboardQueries, readFileSync(rules, 'utf8')].join('\n');
    const notShown = [...documentedMetrics().keys()].filter((name) => !shown.includes(name));
    expect(notShown).toEqual(['allocator_role', 'allocator_database_connections_max']);
  });

  it('by alerts that docs/operations.md explains, each once', () => {
    const operations = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
    const explained = [...operations.matchAll(/^\| (`Allocator.*?) +\|/gm)].flatMap(
      ([, cell = '']) => cell.match(/Allocator\w+/g) ?? [],
    );
    const alerts = Array.from(readFileSync(rules, 'utf8').matchAll(/- alert: (\w+)/g), ([, name]) => name);
    expect(explained.toSorted()).toEqual(alerts.toSorted());
  });

  it.each(['allocator_pool_gone', 'allocator_ready_bucket', 'nodejs_gone_seconds'])('%s: is found', (name) => {
    expect(unknownIn(`rate(${name}[5m])`)).toEqual([name]);
  });
});

whereAvailable(describe, missing)('promtool', () => {
  const promtool = (...args: string[]): { status: number | null; output: string } => {
    const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
    return { status, output: stdout + stderr };
  };

  it('accepts the rules', () => {
    expect(promtool('check', 'rules', rules)).toMatchObject({ status: 0, output: expect.stringContaining('SUCCESS') });
  });

  it('sees the alerts fire when they should', () => {
    expect(promtool('test', 'rules', ruleTests)).toMatchObject({ status: 0 });
  });
});
