import { addIdentities } from '../add-identities.js';
import { poolIds, poolOfTurn } from '../bench-terms.js';
import { assignByWrk } from '../assign-by-wrk.js';
import { loadByWrk, wrkProgram } from '../load-by-wrk.js';
import type { Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import { connections } from './single.js';
import { threads } from './wrk.js';

/** Whether commands in one lane are faster than as many in all lanes: one batch, instead of one a lane. */
export const wrkOnePool: Scenario = {
  name: 'wrk-one-pool',
  does: `as wrk, from one pool`,
  answer: 'a request',
  unit: 'assignments',
  inQuick: true,
  needs: [wrkProgram],
  async start(round: Round): Promise<Running> {
    const database = await round.database('filled');
    const pools = [poolOfTurn(0)];
    // As many in the one pool as otherwise in all.
    await addIdentities(database, (poolIds.length - 1) * round.stage.identitiesPerPool, undefined, pools);
    const byWrk = await assignByWrk(round, await round.service({ database }), { connections, threads, pools });
    return { work: (load) => loadByWrk(load, [byWrk], () => round.assignedCount()) };
  },
};
