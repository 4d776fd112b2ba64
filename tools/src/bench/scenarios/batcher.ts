import { BatchExecutor, CommandBatcher } from '@allocator/application';
import type { PoolId } from '@allocator/domain';
import { PostgresLaneStore } from '@allocator/postgres';
import { silentLog } from '@allocator/testing';
import { assignSideBySide } from '../assign-side-by-side.js';
import { lanes, newAssign, origin } from '../bench-terms.js';
import type { Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import { openBenchDatabase } from '../stage.js';
import { Stock } from '../stock.js';
import { batches } from './batch.js';

/** The service without its process and without HTTP: the difference to `batch` is the cost of HTTP. */
export const batcher: Scenario = {
  name: 'batcher',
  does: `the service's batcher and store in this process, ${String(batches.size)} commands at a time, ${String(batches.workers)} in flight`,
  answer: `${String(batches.size)} assignments`,
  unit: 'assignments',
  async start(round: Round): Promise<Running> {
    const service = await openBenchDatabase((await round.database('filled')).url);
    round.atEnd(() => service.close());
    const executor = new BatchExecutor(new PostgresLaneStore(service.lanePool), origin);
    const commands = new CommandBatcher(executor, lanes, silentLog);
    await commands.start();
    round.atEnd(() => commands.stop());
    const stock = new Stock(round.stage.identitiesPerPool);
    return { work: (load) => assignSideBySide(load, stock, batches, (poolId) => submitBatch(commands, poolId)) };
  },
};

async function submitBatch(commands: CommandBatcher, poolId: PoolId): Promise<void> {
  const submitted = Array.from({ length: batches.size }, () => commands.submit(newAssign(poolId)));
  const other = (await Promise.all(submitted)).find(({ kind }) => kind !== 'assigned');
  if (other !== undefined) throw new Error(`an identity was not assigned: ${JSON.stringify(other)}`);
}
