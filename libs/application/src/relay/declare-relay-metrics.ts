import type { Metrics } from '@allocator/runtime';
import type { LaneRelayStatus } from './lane-relay.js';

const states: readonly LaneRelayStatus['state'][] = ['publishing', 'standby', 'failing', 'halted'];

/** @param status of each lane, as far as this process knows */
export function declareRelayMetrics(metrics: Metrics, status: () => readonly LaneRelayStatus[]): void {
  metrics.gauge(
    {
      name: 'allocator_relay_lag_events',
      help: 'Events of a lane that are in the store and not published to Kafka yet. Reported by the process that publishes the lane.',
      labels: ['lane'],
    },
    () =>
      status().flatMap(({ lane, lag }) => (lag === undefined ? [] : [{ value: lag, labels: { lane: String(lane) } }])),
  );
  metrics.gauge(
    {
      name: 'allocator_relay_state',
      help: '1 for the state of a lane in this process, 0 for the others. publishing; standby: another process publishes the lane, or Kafka has not answered yet; failing; halted: the lane is closed.',
      labels: ['lane', 'state'],
    },
    () =>
      status().flatMap(({ lane, state: current }) =>
        states.map((state) => ({ value: Number(state === current), labels: { lane: String(lane), state } })),
      ),
  );
}
