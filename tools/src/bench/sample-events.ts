import { BatchExecutor, batchItem } from '@allocator/application';
import { laneOf } from '@allocator/domain';
import { PostgresLaneStore } from '@allocator/postgres';
import { connect } from './connect.js';
import { origin } from './agreement.js';
import { lanes, newAssign, poolIds } from './stock.js';

/** What the service has written into a row of `events`; position, identity and command id are each row's own. */
export interface SampleEvent {
  readonly type: string;
  readonly fingerprint: string;
  readonly document: string;
}

const samples = 512;

/** Rows of `events` that the service writes for assignments: what costs the limit as much as it costs the service. */
export async function sampleEvents(url: string): Promise<readonly SampleEvent[]> {
  const database = await connect(url);
  try {
    const executor = new BatchExecutor(new PostgresLaneStore(database.pool), origin);
    const [poolId] = poolIds;
    if (poolId === undefined) throw new Error('there is no pool');
    const lane = laneOf(poolId, lanes);
    await executor.executeBatch(
      lane,
      Array.from({ length: samples }, () => batchItem(newAssign(poolId))),
    );
    const { rows } = await database.pool.query<SampleEvent>(
      `select type, fingerprint::text, document from events
        where lane = $1 and type = 'Assigned' order by position`,
      [lane],
    );
    if (rows.length !== samples) throw new Error(`${String(rows.length)} of ${String(samples)} events were written`);
    return rows;
  } finally {
    await database.close();
  }
}
