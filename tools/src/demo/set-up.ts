import type { Service } from './service.js';

/** A pool of the demo and the WWSF that it is lent to. */
export interface DemoPool {
  readonly poolId: string;
  readonly wwsfId: string;
  readonly lane: number;
}

export const operatorId = 'op-demo';
/** Few, so that the pools run dry now and then. */
const identitiesPerPool = 40;

/** Both WWSFs live with the operator's one R_max: their lifetimes differ, and so do their tokens'. Seconds. */
export const plans = [
  { name: 'demo-a', securityLifetimeSeconds: 6, quarantineSeconds: 0 },
  { name: 'demo-b', securityLifetimeSeconds: 8, quarantineSeconds: 1 },
] as const;

export function wwsfIdOf({ name }: (typeof plans)[number]): string {
  return `wwsf-${name}`;
}

/**
 * The demo's operator with timers of seconds, its two agreements and their pools. Every run uses the same ones, so that
 * runs leave nothing behind but history, and runs at the same time share the pools.
 */
export async function setUp(service: Service): Promise<readonly [DemoPool, DemoPool]> {
  await service.must('PUT', `/v1/operators/${operatorId}`, {
    maxRegistrationSeconds: 1,
    registrationModel: 'outlives-token',
    guard: { tokenLeewaySeconds: 1, clockSkewSeconds: 0, inFlightSeconds: 0, purgeDelaySeconds: 0 },
    indications: 'accepted',
  });
  const [a, b] = plans;
  return [await setUpPool(service, a), await setUpPool(service, b)];
}

async function setUpPool(service: Service, plan: (typeof plans)[number]): Promise<DemoPool> {
  const { name, ...timers } = plan;
  const wwsfId = wwsfIdOf(plan);
  const poolId = `pool-${name}`;
  const agreement = { operatorId, wwsfId, ...timers, minTokenLifetimeSeconds: 1, status: 'active' };
  await service.must('PUT', `/v1/agreements/${name}`, agreement);
  const policy = { agreementId: name, anonymous: 'allowed', repeatSubject: 'another' };
  const { lane } = await service.must('PUT', `/v1/pools/${poolId}`, policy);
  const rows = Array.from({ length: identitiesPerPool }, (_, index) => {
    const user = `${name}-${String(index + 1).padStart(3, '0')}`;
    return `${user}@ims.op-demo.example,sip:${user}@op-demo.example\n`;
  });
  const csv = { 'content-type': 'text/csv' };
  const { rejected } = await service.must('POST', `/v1/pools/${poolId}/identities`, rows.join(''), csv);
  if ((rejected as readonly object[]).length > 0) throw new Error(`rows were rejected: ${JSON.stringify(rejected)}`);
  return { poolId, wwsfId, lane: lane as number };
}
