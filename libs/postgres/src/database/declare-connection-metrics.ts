import type { Metrics } from '@allocator/runtime';
import type { ConnectionUse } from './connection-use.js';
import type { Database } from './database.js';

export function declareConnectionMetrics(metrics: Metrics, database: Pick<Database, 'connectionUse'>): void {
  metrics.gauge(
    {
      name: 'allocator_database_connections',
      help: 'Connections of this process to the database, by connection pool. state: active (at work) or idle.',
      labels: ['connection_pool', 'state'],
    },
    () =>
      database.connectionUse().flatMap(({ connectionPool: connection_pool, active, idle }) => [
        { value: active, labels: { connection_pool, state: 'active' } },
        { value: idle, labels: { connection_pool, state: 'idle' } },
      ]),
  );
  const gauge = (name: `allocator_${string}`, help: string, of: (use: ConnectionUse) => number): void => {
    metrics.gauge({ name, help, labels: ['connection_pool'] }, () =>
      database.connectionUse().map((use) => ({ value: of(use), labels: { connection_pool: use.connectionPool } })),
    );
  };
  gauge('allocator_database_connections_max', 'Largest number of connections of a connection pool.', ({ max }) => max);
  gauge(
    'allocator_database_waiting_callers',
    'Callers of this process that wait for a connection of a connection pool.',
    ({ waiting }) => waiting,
  );
}
