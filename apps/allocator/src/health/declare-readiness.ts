import type { Metrics } from '@allocator/runtime';
import type { Health } from './health.js';

export function declareReadiness(metrics: Metrics, health: Pick<Health, 'report'>): void {
  metrics.gauge(
    { name: 'allocator_ready', help: '1 if this process is ready: GET /health/ready answers 200.' },
    async () => [{ value: Number((await health.report()).ready), labels: {} }],
  );
}
