import { type Callers, callersOf } from './callers.js';
import { operatorId, pools, skewSeconds } from './pools.js';
import type { Stage } from './stage.js';

const quarantineSeconds = 1;
/** Few enough that the pools run dry now and then. */
const identitiesPerPool = 50;

/** Terms and stock, before anything goes wrong. */
export async function setUp(stage: Stage): Promise<Callers> {
  const callers = await callersOf(stage);
  const [at] = stage.services;
  if (at === undefined) throw new Error('there is no process of the service');
  const must = async (method: string, path: string, body: object | string): Promise<void> => {
    const { status, body: said } = await callers.operator.send(at.baseUrl, { method, path, body });
    if (status !== 200) throw new Error(`${method} ${path} was answered ${status}: ${JSON.stringify(said)}`);
  };
  await must('PUT', `/v1/operators/${operatorId}`, {
    maxRegistrationSeconds: 1,
    registrationModel: 'outlives-token',
    guard: { tokenLeewaySeconds: 1, clockSkewSeconds: skewSeconds, inFlightSeconds: 0, purgeDelaySeconds: 0 },
    indications: 'accepted',
  });
  for (const { poolId, wwsfId, securityLifetimeSeconds, repeatSubject, affinity } of pools) {
    const agreement = { operatorId, wwsfId, securityLifetimeSeconds, quarantineSeconds, minTokenLifetimeSeconds: 1 };
    await must('PUT', `/v1/agreements/for-${poolId}`, { ...agreement, status: 'active' });
    const policy = { agreementId: `for-${poolId}`, anonymous: 'allowed', repeatSubject, affinity };
    await must('PUT', `/v1/pools/${poolId}`, policy);
    const rows = Array.from({ length: identitiesPerPool }, (_, index) => {
      const user = `${poolId}-${index + 1}`;
      return `${user}@ims.op-chaos.example,sip:${user}@op-chaos.example\n`;
    });
    await must('POST', `/v1/pools/${poolId}/identities`, rows.join(''));
  }
  return callers;
}
