import { readFileSync } from 'node:fs';

export interface DocumentedMetric {
  readonly type: string;
  readonly labels: readonly string[];
  readonly help: string;
}

/** The table of docs/metrics.md, by name. */
export function documentedMetrics(): ReadonlyMap<string, DocumentedMetric> {
  const page = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `(allocator_\w+)` *\| (\w+) *\| \w* *\| (.*?) *\| (.*?) *\|$/gm)];
  return new Map(
    rows.map(([, name = '', type = '', labels = '', help = '']) => [
      name,
      {
        type,
        labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label),
        help: help.replace(/ _Of the installation\._$/, ''),
      },
    ]),
  );
}
