/** A pool that clients contend for. */
export interface ChaosPool {
  readonly poolId: string;
  readonly wwsfId: string;
  readonly repeatSubject: 'same' | 'another' | 'refuse';
  readonly affinity: boolean;
  /** Seconds: what no identity is lent on before. */
  readonly securityLifetimeSeconds: number;
}

export const topicPrefix = 'chaos';
export const operatorId = 'op-chaos';
/** The bound between any two clocks that the operator's profile names. */
export const skewSeconds = 1;

/** In lanes 6, 5, 2 and one more; lifetimes of seconds, so that identities are lent on and on. */
export const pools: readonly [ChaosPool, ...ChaosPool[]] = [
  { poolId: 'pool-a', wwsfId: 'wwsf-a', repeatSubject: 'another', affinity: false, securityLifetimeSeconds: 8 },
  { poolId: 'pool-b', wwsfId: 'wwsf-b', repeatSubject: 'same', affinity: true, securityLifetimeSeconds: 10 },
  { poolId: 'wwsf-a-de', wwsfId: 'wwsf-a', repeatSubject: 'refuse', affinity: false, securityLifetimeSeconds: 12 },
  { poolId: 'pool-kafka', wwsfId: 'wwsf-b', repeatSubject: 'another', affinity: false, securityLifetimeSeconds: 9 },
];
