import { readFileSync, writeFileSync } from 'node:fs';
import {
  LaneMetrics,
  declareClockDifference,
  declareInstallationMetrics,
  declareProjectorMetrics,
  declareRelayMetrics,
  shareFigures,
} from '@allocator/application';
import { IntakeMetrics } from '@allocator/kafka';
import { declareConnectionMetrics } from '@allocator/postgres';
import type { Metrics } from '@allocator/runtime';
import { PrometheusMetrics } from '@allocator/runtime';
import { silentLog } from '@allocator/testing';
import { describe, expect, it } from '@jest/globals';
import { countLines } from '../src/config/count-lines.js';
import { declareReadiness } from '../src/health/declare-readiness.js';
import { AnsweredProblems } from '../src/metrics/answered-problems.js';
import { declareRoles } from '../src/metrics/declare-roles.js';
import { metricsPage } from './support/metrics-page.js';

const page = new URL('../../../docs/metrics.md', import.meta.url);

/** Never called: the page is about what is declared. */
const unread = (): never => {
  throw new Error('a metric was read');
};

const figures = shareFigures({ pools: unread, lanes: unread }, 1);

/** As a process with all roles declares them; test/contract/metrics.spec.ts compares the page with one. */
function declareAll(metrics: Metrics): void {
  declareRoles(metrics, new Set());
  countLines(silentLog, metrics);
  declareReadiness(metrics, { report: unread });
  new AnsweredProblems(metrics);
  new LaneMetrics(metrics).watchQueue(1, unread);
  declareInstallationMetrics(metrics, figures);
  declareClockDifference(metrics, figures);
  declareConnectionMetrics(metrics, { connectionUse: unread });
  declareRelayMetrics(metrics, unread);
  declareProjectorMetrics(metrics, 1, unread);
  new IntakeMetrics(metrics).watch(unread);
}

const [all, ofInstallation] = [await PrometheusMetrics.load(), await PrometheusMetrics.load()];

/** `UPDATE_CONTRACT=1` writes the page again: read the difference. */
describe('docs/metrics.md', () => {
  declareAll(all);
  declareInstallationMetrics(ofInstallation, figures);
  const own = new Set(ofInstallation.descriptions.map(({ name }) => name));
  own.delete('allocator_scrape_errors_total');
  const generated = metricsPage(all.descriptions, own);
  if (process.env['UPDATE_CONTRACT'] === '1') writeFileSync(page, generated);

  it('is generated from the declarations', () => {
    expect(readFileSync(page, 'utf8')).toBe(generated);
  });

  it.each(all.descriptions.map((metric) => [metric.name, metric] as const))(
    '%s: is named as Prometheus names metrics, and explained',
    (name, { type, help, labels }) => {
      expect(name).toMatch(/^allocator_[a-z]+(_[a-z]+)*$/);
      expect(name.endsWith('_total')).toBe(type === 'counter');
      expect(help).toMatch(/\.$/);
      // Labels that could have a value for each identity or subject.
      expect(labels.filter((label) => /imp[iu]|subject|assignment|command_id/.test(label))).toEqual([]);
    },
  );
});
