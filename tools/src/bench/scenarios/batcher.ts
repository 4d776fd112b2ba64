import { BatchExecutor, CommandBatcher } from '@allocator/application';
import type { PoolId } from '@allocator/domain';
import { PostgresLaneStore } from '@allocator/postgres';
import { silentLog } from '@allocator/testing';
import { connect } from '../connect.js';
import { type Load, sideBySide } from '../load.js';
import type { Running, Scenario } from '../scenario.js';
import { origin } from '../agreement.js';
import { lanes, newAssign, poolIds, Stock } from '../stock.js';
import { commandsPerRequest, requestsInFlight } from './batch.js';

/** The service without its process and without HTTP: what `batch` is less than this, HTTP costs. */
export const batcher: Scenario = {
  name: 'batcher',
  does: `the service's batcher and store in this process, ${String(commandsPerRequest)} commands at a time, ${String(requestsInFlight)} in flight`,
  answer: `${String(commandsPerRequest)} assignments`,
  unit: 'assignments',
  inQuick: false,
  once: false,
  async start(stage): Promise<Running> {
    const database = await stage.newDatabase('filled');
    const service = await connect(database.url);
    const executor = new BatchExecutor(new PostgresLaneStore(service.lanePool), origin);
    const commands = new CommandBatcher(executor, lanes, silentLog);
    await commands.start();
    const stock = new Stock(stage.identitiesPerPool);
    return {
      work: (load) => sideBySide(load, requestsInFlight, (worker) => submitBatches(commands, worker, stock, load)),
      storedCount: () => database.assignedCount(),
      stop: async () => {
        await commands.stop();
        await service.close();
        await database.drop();
      },
    };
  },
};

async function submitBatches(commands: CommandBatcher, worker: number, stock: Stock, load: Load): Promise<void> {
  for (let turn = worker; load.goesOn(); turn += requestsInFlight) {
    const poolId = poolIds[turn % poolIds.length] as PoolId;
    if (!stock.take(poolId, commandsPerRequest)) {
      load.end();
      return;
    }
    const sentAt = performance.now();
    const outcomes = await Promise.all(
      Array.from({ length: commandsPerRequest }, () => commands.submit(newAssign(poolId))),
    );
    const other = outcomes.find(({ kind }) => kind !== 'assigned');
    if (other !== undefined) throw new Error(`batcher: an assignment was not made: ${JSON.stringify(other)}`);
    load.answered(commandsPerRequest, sentAt);
  }
}
