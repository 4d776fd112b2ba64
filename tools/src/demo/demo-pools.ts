import { type ServiceClient, sampleRows, setUpPool, shortProfile } from '@allocator/local';

/** A pool of the demo and the WWSF that assigns from it. */
export interface DemoPool {
  readonly poolId: string;
  readonly wwsfId: string;
  readonly lane: number;
}

export const operatorId = 'op-demo';
/** Few, so that the pools are exhausted now and then. */
const identitiesPerPool = 40;

/** Seconds. Both WWSFs have one operator and its R_max, but different lifetimes: so their tokens' lifetimes differ. */
export const demoPools = [
  { name: 'demo-a', wwsfId: 'wwsf-demo-a', securityLifetimeSeconds: 6, quarantineSeconds: 0 },
  { name: 'demo-b', wwsfId: 'wwsf-demo-b', securityLifetimeSeconds: 8, quarantineSeconds: 1 },
] as const;

/** Sets up the same pools in every run, so that a run leaves only history behind. */
export async function setUpDemo(operator: ServiceClient): Promise<readonly DemoPool[]> {
  const pools: DemoPool[] = [];
  for (const { name, ...agreement } of demoPools) {
    const poolId = `pool-${name}`;
    const terms = { operatorId, profile: shortProfile(), agreementId: name, agreement, poolId };
    const lane = await setUpPool(operator, terms, sampleRows(name, 'op-demo.example', identitiesPerPool));
    pools.push({ poolId, wwsfId: agreement.wwsfId, lane });
  }
  return pools;
}
