import { type ServiceClient, sampleRows, setUpPool, shortProfile } from '@allocator/local';

/** A pool that clients contend for. */
export interface ChaosPool {
  readonly poolId: string;
  readonly wwsfId: string;
  readonly repeatSubject: 'same' | 'another' | 'refuse';
  readonly affinity: boolean;
  /** Seconds. No identity is assigned to another holder before. */
  readonly securityLifetimeSeconds: number;
}

export const topicPrefix = 'chaos';
export const operatorId = 'op-chaos';
/** The maximum difference between two clocks, as in the operator's profile. */
export const skewSeconds = 1;

/** The pool whose WWSF uses Kafka. */
export const poolOverKafka = { poolId: 'pool-kafka', wwsfId: 'wwsf-b' } as const;

/** In lanes 6, 5, 2 and one more; lifetimes of seconds, so that identities are assigned again and again. */
export const chaosPools: readonly [ChaosPool, ...ChaosPool[]] = [
  { poolId: 'pool-a', wwsfId: 'wwsf-a', repeatSubject: 'another', affinity: false, securityLifetimeSeconds: 8 },
  { poolId: 'pool-b', wwsfId: 'wwsf-b', repeatSubject: 'same', affinity: true, securityLifetimeSeconds: 10 },
  { poolId: 'wwsf-a-de', wwsfId: 'wwsf-a', repeatSubject: 'refuse', affinity: false, securityLifetimeSeconds: 12 },
  { ...poolOverKafka, repeatSubject: 'another', affinity: false, securityLifetimeSeconds: 9 },
];

/** Few, so that the pools are exhausted now and then. */
const identitiesPerPool = 50;

/** Terms and stock, before the first fault. */
export async function setUpChaos(operator: ServiceClient): Promise<void> {
  for (const { poolId, wwsfId, securityLifetimeSeconds, repeatSubject, affinity } of chaosPools) {
    const terms = {
      operatorId,
      profile: shortProfile({ clockSkewSeconds: skewSeconds }),
      agreementId: `for-${poolId}`,
      agreement: { wwsfId, securityLifetimeSeconds, quarantineSeconds: 1 },
      poolId,
      policy: { repeatSubject, affinity },
    };
    await setUpPool(operator, terms, sampleRows(poolId, 'op-chaos.example', identitiesPerPool));
  }
}
