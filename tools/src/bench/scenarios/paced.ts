import type { PoolId } from '@allocator/domain';
import { Pool as HttpPool } from 'undici';
import { onSchedule } from '../on-schedule.js';
import type { Running, Scenario } from '../scenario.js';
import { startService } from '../bench-service.js';
import { poolIds } from '../stock.js';
import { connections, postAssignment } from './single.js';

const perSecond = 500;

/** What a user waits where the service is not driven to its limit. */
export const paced: Scenario = {
  name: 'paced',
  does: `POST assignments, ${String(perSecond)} a second on a schedule; latency from when each was due`,
  answer: 'a request',
  unit: 'assignments',
  inQuick: false,
  once: false,
  async start(stage): Promise<Running> {
    const service = await startService(stage);
    const http = new HttpPool(service.baseUrl, { connections });
    return {
      service,
      work: (load) =>
        onSchedule(load, perSecond, async (due, index) => {
          await postAssignment(http, poolIds[index % poolIds.length] as PoolId);
          load.answered(1, due);
        }),
      storedCount: () => service.database.assignedCount(),
      stop: async () => {
        await http.destroy();
        await service.stop();
      },
    };
  },
};
