import type { MetricDescription, Metrics, Sample, SharedReading } from '@allocator/runtime';
import type { LaneFigures, PoolFigures, StateCounts } from '../ports/installation-figures.js';
import type { SharedFigures } from './share-figures.js';

const states: readonly (keyof StateCounts)[] = ['assignable', 'assigned', 'held', 'quarantined', 'suspended'];

/** What every process reports alike. */
export function declareInstallationMetrics(metrics: Metrics, { pools, lanes }: SharedFigures): void {
  declarePools(metrics, pools);
  declareLanes(metrics, lanes);
}

function declarePools(metrics: Metrics, pools: SharedReading<PoolFigures>): void {
  metrics.gauge(
    {
      name: 'allocator_pool_identities',
      help: 'Identities of a pool by state. Only the first METRICS_POOLS_MAX pools by id; allocator_identities has the sum of all.',
      labels: ['pool', 'state'],
    },
    async () => {
      const { named } = await pools.get();
      return named.flatMap(({ poolId, ...counts }) =>
        states.map((state) => ({ value: counts[state], labels: { pool: poolId, state } })),
      );
    },
  );
  metrics.gauge(
    { name: 'allocator_identities', help: 'Identities of all pools by state.', labels: ['state'] },
    async () => {
      const { sum } = await pools.get();
      return states.map((state) => ({ value: sum[state], labels: { state } }));
    },
  );
  metrics.gauge({ name: 'allocator_pools', help: 'Pools that have identities.' }, async () =>
    single((await pools.get()).pools),
  );
  metrics.gauge(
    { name: 'allocator_pools_exhausted', help: 'Pools that have identities, and none that can be assigned now.' },
    async () => single((await pools.get()).exhausted),
  );
}

function declareLanes(metrics: Metrics, reading: SharedReading<readonly LaneFigures[]>): void {
  const gauge = (description: MetricDescription<'lane'>, of: (figures: LaneFigures) => number | undefined): void => {
    metrics.gauge({ ...description, labels: ['lane'] }, async () =>
      (await reading.get()).flatMap((figures) => {
        const value = of(figures);
        return value === undefined ? [] : [{ value, labels: { lane: String(figures.lane) } }];
      }),
    );
  };
  gauge({ name: 'allocator_lane_closed', help: '1 for a lane that accepts no commands.' }, ({ isClosed }) =>
    Number(isClosed),
  );
  gauge(
    {
      name: 'allocator_lane_position',
      help: 'Position of the last event of a lane. Its deriv() is the rate of events.',
    },
    ({ position }) => position,
  );
  gauge(
    {
      name: 'allocator_expiry_overdue_seconds',
      help: 'How long the earliest lapsed lease of a lane has waited for its Expired event; 0 if none waits.',
    },
    ({ overdueMs }) => overdueMs / 1_000,
  );
  gauge(
    { name: 'allocator_projector_lag_events', help: 'Events of a lane that the read models do not contain yet.' },
    ({ position, projectedUpTo }) => Math.max(0, position - projectedUpTo),
  );
  gauge(
    {
      name: 'allocator_checkpoint_unsigned_events',
      help: 'Events of a lane after its last signed checkpoint. All of them where no checkpoints are signed.',
    },
    ({ position, checkpoint }) => position - (checkpoint?.position ?? 0),
  );
  gauge(
    {
      name: 'allocator_checkpoint_timestamp_seconds',
      help: 'Unix time of the last signed checkpoint of a lane: its age is time() less this. A lane without new events gets no new checkpoint.',
    },
    ({ checkpoint }) => (checkpoint === undefined ? undefined : checkpoint.time / 1_000),
  );
}

function single(value: number): Iterable<Sample> {
  return [{ value, labels: {} }];
}
