import type { Lane } from '@allocator/domain';
import type { Metrics } from '@allocator/runtime';

/** @param stopped lanes that this process projects no further, because an event is missing */
export function declareProjectorMetrics(metrics: Metrics, lanes: number, stopped: () => readonly Lane[]): void {
  const all = Array.from({ length: lanes }, (_, lane) => lane as Lane);
  metrics.gauge(
    {
      name: 'allocator_projector_stopped',
      help: '1 for a lane whose read models this process updates no further, because an event is missing.',
      labels: ['lane'],
    },
    () => {
      const lanesStopped = new Set(stopped());
      return all.map((lane) => ({ value: Number(lanesStopped.has(lane)), labels: { lane: String(lane) } }));
    },
  );
}
