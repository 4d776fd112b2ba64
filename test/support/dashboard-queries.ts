import { readFileSync } from 'node:fs';

interface Dashboard {
  readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[];
  readonly templating: { readonly list: readonly { readonly definition?: string }[] };
}

const dashboard = JSON.parse(
  readFileSync(new URL('../../deploy/grafana/allocator.json', import.meta.url), 'utf8'),
) as Dashboard;

/** The PromQL of deploy/grafana/allocator.json, with its variables replaced by what Grafana can put there. */
export const dashboardQueries: readonly string[] = dashboard.panels.flatMap(({ targets = [] }) =>
  targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '1m').replaceAll(/\$(pool|instance)\b/g, '.*')),
);

/** The queries of its variables: `label_values(metric, label)`. */
export const dashboardVariables: readonly string[] = dashboard.templating.list.flatMap(
  ({ definition }) => definition ?? [],
);
