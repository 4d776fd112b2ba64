import type { DescribedMetric } from '@allocator/runtime';

const introduction = `# Metrics

\`GET /metrics\` on [\`METRICS_PORT\`](configuration.md#metrics_port) answers in the text format of Prometheus, version 0.0.4, in every process, whatever its roles. Nothing else is served there. The port has no authentication, shows the ids of pools and WWSFs, and is on loopback by default.

This page is generated from the declarations of the metrics; see [generated files](../CONTRIBUTING.md#generated-files). Alerts: \`deploy/prometheus/alerts.yaml\`, explained in [alarms](operations.md#alarms). Dashboard: \`deploy/grafana/allocator.json\`.

- **No label** has an identity, a subject, or a text that a caller can vary without bound. \`pool\` has at most [\`METRICS_POOLS_MAX\`](configuration.md#metrics_pools_max) values, \`wwsf\` at most 500, \`lane\` as many as \`LANES\`.
- **Figures of the installation** are read from the store at the scrape, at most every 5 s: pools by one statement, and lanes by another beside it; on Citus by one of each for each lane. Every process reports the same: take \`max by (...)\`, not \`sum\`. They are marked below. All others are of one process: \`sum\` them.
- **A figure that cannot be read** within 2 s is absent from that scrape, and \`allocator_scrape_errors_total\` counts it. The others are there. On Citus, a lane whose server does not answer within 1 s is absent from the figures with the label \`lane\`, without being counted; the figures of pools are then all absent, because their sums would be too small.
- **Counters and histograms** begin at 0 when a process starts. A series with labels appears with its first count, except those whose values are few and known.
- **Metrics of Node.js and of the process** (\`nodejs_*\`, \`process_*\`) are those of prom-client. \`nodejs_eventloop_lag_p99_seconds\` is measured by a timer of 100 ms, and contains that interval: about 0.1 is idle, and delays much below 100 ms are not seen. A finer timer would wake an idle process more often.

`;

/** docs/metrics.md: every metric of the service. @param ofInstallation names of those that every process reports alike */
export function metricsPage(metrics: readonly DescribedMetric[], ofInstallation: ReadonlySet<string>): string {
  const rows = metrics.map(({ name, type, labels, help }) => [
    `\`${name}\``,
    type,
    unitOf(name),
    labels.map((label) => `\`${label}\``).join(', '),
    ofInstallation.has(name) ? `${help} _Of the installation._` : help,
  ]);
  return introduction + tableOf([['metric', 'type', 'unit', 'labels', 'meaning'], ...rows]);
}

/** What is counted, or the unit of what is measured. */
const units = ['seconds', 'commands', 'events', 'records', 'identities', 'pools', 'connections', 'lines'];

/** Prometheus puts the unit at the end of the name, before `_total`. */
function unitOf(name: string): string {
  const last =
    name
      .replace(/_(total|max)$/, '')
      .split('_')
      .at(-1) ?? '';
  return units.includes(last) ? last : '';
}

/** As oxfmt writes it. */
function tableOf([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  return line(head) + line(widths.map((width) => '-'.repeat(width))) + rows.map(line).join('');
}
