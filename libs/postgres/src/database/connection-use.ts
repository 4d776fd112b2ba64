import type { Pool } from 'pg';

const names = ['lanes', 'stock', 'imports', 'reads', 'history', 'health'] as const;

/** The connection pools of a process, by what their connections are for. */
export type ConnectionPools = Readonly<Record<(typeof names)[number], Pool>>;

/** How the connections of one connection pool are used at this moment. */
export interface ConnectionUse {
  readonly connectionPool: (typeof names)[number];
  /** Connections at work. */
  readonly active: number;
  readonly idle: number;
  readonly max: number;
  /** Callers that wait for a connection. */
  readonly waiting: number;
}

export function connectionUse(pools: ConnectionPools): readonly ConnectionUse[] {
  return names.map((connectionPool) => {
    const { totalCount, idleCount, waitingCount, options } = pools[connectionPool];
    return {
      connectionPool,
      active: totalCount - idleCount,
      idle: idleCount,
      max: options.max,
      waiting: waitingCount,
    };
  });
}
