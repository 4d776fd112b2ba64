import type { PoolId } from '@allocator/domain';
import { step } from '@allocator/local';
import { addIdentities } from '../add-identities.js';
import { assignBatch } from '../assign-side-by-side.js';
import { poolIds } from '../bench-terms.js';
import { recordLatency } from '../load.js';
import type { Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';

const identitiesPerPool = 250_000;
/** Of a full pool: 0.2 %, so that 99.9 % is assigned in the middle of the measurement. */
const freePerPool = identitiesPerPool / 500;
const commandsPerRequest = 50;
const warmUpPerPool = 2_000;

const halfPools = poolIds.slice(0, 4);
const fullPools = poolIds.slice(4);

/** Whether finding the last free identities of a large pool takes longer than finding any. */
export const full: Scenario = {
  name: 'full',
  does: `POST assignment-batches of ${String(commandsPerRequest)} from pools of ${identitiesPerPool.toLocaleString('en-US')}: the last 0.2 % of four pools, against as many of four others that are half assigned`,
  answer: `a request of ${String(commandsPerRequest)}, from the full pools`,
  unit: 'assignments',
  async start(round: Round): Promise<Running> {
    const database = await round.database('terms');
    const assigned = {
      assignedAt: 'now()',
      reassignableAt: `now() + interval '7 days' + n * interval '1 millisecond'`,
    };
    await step(`filling pools of ${identitiesPerPool.toLocaleString('en-US')}`, async () => {
      await addIdentities(database, identitiesPerPool / 2, assigned, halfPools);
      await addIdentities(database, identitiesPerPool / 2, undefined, halfPools);
      await addIdentities(database, identitiesPerPool - freePerPool, assigned, fullPools);
      await addIdentities(database, freePerPool, undefined, fullPools);
    });
    const client = await round.client(await round.service({ database }), poolIds.length);
    return {
      work: async (load) => {
        /** Milliseconds for so many of each pool, two requests at a time in each. */
        const assign = async (pools: readonly PoolId[], perPool: number, answered?: (sentAt: number) => void) => {
          const began = performance.now();
          const work = async (poolId: PoolId): Promise<void> => {
            for (let left = perPool / 2; left > 0; left -= commandsPerRequest) {
              load.signal.throwIfAborted();
              const sentAt = performance.now();
              await assignBatch(client, poolId, commandsPerRequest);
              answered?.(sentAt);
            }
          };
          await Promise.all(pools.flatMap((poolId) => [work(poolId), work(poolId)]));
          return performance.now() - began;
        };
        await assign(halfPools, warmUpPerPool);
        const halfMs = await assign(halfPools, freePerPool);
        const fullMs = await assign(fullPools, freePerPool, (sentAt) => recordLatency(load.latencyUs, sentAt));
        load.took(fullPools.length * freePerPool, fullMs);
        load.also({ rateToHalfAssigned: halfMs / fullMs });
      },
      storedCount: async () => (await round.assignedCount()) - halfPools.length * (warmUpPerPool + freePerPool),
    };
  },
};
