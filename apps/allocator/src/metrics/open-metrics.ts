import { PrometheusMetrics } from '@allocator/runtime';
import type { Config } from '../config/config.js';
import { declareRoles } from './declare-roles.js';

/** The metrics of the process; undefined if it measures nothing. */
export async function openMetrics({
  metrics: address,
  roles,
}: Pick<Config, 'metrics' | 'roles'>): Promise<PrometheusMetrics | undefined> {
  if (address === 'off') return undefined;
  const metrics = await PrometheusMetrics.load();
  metrics.measureProcess();
  declareRoles(metrics, roles);
  return metrics;
}
