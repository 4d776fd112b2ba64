import type { PoolId } from '@allocator/domain';
import { Pool as HttpPool } from 'undici';
import { authorization } from '../authorization.js';
import { step } from '../../../progress.mjs';
import { addIdentities } from '../add-identities.js';
import type { Running, Scenario } from '../scenario.js';
import { startService } from '../bench-service.js';
import { newAssign, poolIds } from '../stock.js';

const identitiesPerPool = 250_000;
/** Of a full pool: 0.2 %, so that it is 99.9 % lent in the middle of the measurement. */
const freePerPool = identitiesPerPool / 500;
const commandsPerRequest = 50;
const warmUpPerPool = 2_000;

const halfLent = poolIds.slice(0, 4);
const fullyLent = poolIds.slice(4);

/** Whether finding the last free identities of a large pool takes longer than finding any. */
export const full: Scenario = {
  name: 'full',
  does: `POST assignment-batches of ${String(commandsPerRequest)} from pools of ${identitiesPerPool.toLocaleString('en-US')}: the last 0.2 % of four pools, against as many of four others that are half lent`,
  answer: `a request of ${String(commandsPerRequest)}, from the full pools`,
  unit: 'assignments',
  inQuick: false,
  once: false,
  async start(stage): Promise<Running> {
    const database = await stage.newDatabase('terms');
    const lent = { assignedAt: 'now()', reassignableAt: `now() + interval '7 days' + n * interval '1 millisecond'` };
    await step(`filling pools of ${identitiesPerPool.toLocaleString('en-US')}`, async () => {
      await addIdentities(database, identitiesPerPool / 2, lent, halfLent);
      await addIdentities(database, identitiesPerPool / 2, undefined, halfLent);
      await addIdentities(database, identitiesPerPool - freePerPool, lent, fullyLent);
      await addIdentities(database, freePerPool, undefined, fullyLent);
    });
    const service = await startService(stage, { database });
    const http = new HttpPool(service.baseUrl, { connections: poolIds.length });
    return {
      service,
      work: async (load) => {
        const lend = (pools: readonly PoolId[], perPool: number, answered: (sentAt: number) => void): Promise<number> =>
          lendFrom(http, pools, perPool, load.signal, answered);
        await lend(halfLent, warmUpPerPool, () => undefined);
        const halfMs = await lend(halfLent, freePerPool, () => undefined);
        const fullMs = await lend(fullyLent, freePerPool, (sentAt) =>
          load.latencyUs.recordValue(Math.round((performance.now() - sentAt) * 1_000)),
        );
        load.took(fullyLent.length * freePerPool, fullMs);
        load.also({ rateToHalfLent: halfMs / fullMs });
      },
      storedCount: async () => (await database.assignedCount()) - halfLent.length * (warmUpPerPool + freePerPool),
      stop: async () => {
        await http.destroy();
        await service.stop();
      },
    };
  },
};

/** Milliseconds for so many of each pool, two requests under way in each. */
async function lendFrom(
  http: HttpPool,
  pools: readonly PoolId[],
  perPool: number,
  signal: AbortSignal,
  answered: (sentAt: number) => void,
): Promise<number> {
  const began = performance.now();
  await Promise.all(
    pools.flatMap((poolId) => {
      let left = perPool;
      const work = async (): Promise<void> => {
        while (left > 0) {
          signal.throwIfAborted();
          left -= commandsPerRequest;
          const sentAt = performance.now();
          await lendBatch(http, poolId);
          answered(sentAt);
        }
      };
      return [work(), work()];
    }),
  );
  return performance.now() - began;
}

async function lendBatch(http: HttpPool, poolId: PoolId): Promise<void> {
  const commands = Array.from({ length: commandsPerRequest }, () => {
    const { commandId, subject } = newAssign(poolId);
    return { commandId, subject };
  });
  const answer = await http.request({
    method: 'POST',
    path: `/v1/pools/${poolId}/assignment-batches`,
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ commands }),
  });
  const { outcomes } = (await answer.body.json()) as { outcomes: readonly { status: number }[] };
  const other = outcomes.find(({ status }) => status !== 201);
  if (other !== undefined) throw new Error(`full: an assignment was answered with ${JSON.stringify(other)}`);
}
