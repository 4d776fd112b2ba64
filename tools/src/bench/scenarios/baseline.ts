import pg from 'pg';
import { batchItem } from '@allocator/application';
import { type Assign, laneOf, type PoolId, toIso } from '@allocator/domain';
import { type Load, sideBySide } from '../load.js';
import type { Running, Scenario } from '../scenario.js';
import { lanes, newAssign, poolIds, Stock } from '../stock.js';
import { assignedDocument, type LentIdentity } from './baseline-document.js';

/** Of 8, 16 and 32, what gave the highest rate on two cores: more of them only wait for each other. */
const connections = 16;

/** What a careful program does without batches: the same tables and documents, no hash chain, no memory of subjects. */
export const baseline: Scenario = {
  name: 'baseline',
  does: `one transaction per assignment, for update skip locked, ${String(connections)} connections`,
  answer: 'a transaction',
  unit: 'assignments',
  inQuick: true,
  once: false,
  async start(stage): Promise<Running> {
    const database = await stage.newDatabase('filled');
    const pool = new pg.Pool({ connectionString: database.url, max: connections });
    pool.on('error', () => undefined);
    // Positions without a lane's lock: unique, not gapless.
    await pool.query('create sequence baseline_position start 10000000 cache 100');
    const stock = new Stock(stage.identitiesPerPool);
    return {
      work: (load) => sideBySide(load, connections, (worker) => assignOneByOne(pool, worker, stock, load)),
      storedCount: () => database.assignedCount(),
      stop: async () => {
        await pool.end();
        await database.drop();
      },
    };
  },
};

const pick = {
  name: 'pick',
  text: `
    select a.number, a.generation, a.impi, a.impus, nextval('baseline_position')::float8 as position,
           (extract(epoch from clock_timestamp()) * 1000)::float8 as now
      from availability a
     where a.lane = $1 and a.pool_id = $2 and a.stock = 'active' and a.assignable_at <= clock_timestamp()
     order by a.assignable_at, a.number limit 1
       for update skip locked`,
};

const insertEvent = {
  name: 'insert-event',
  text: `
    insert into events (lane, position, type, identity_number, command_id, fingerprint, document)
    values ($1, $2, 'Assigned', $3, $4, $5, $6)`,
};

const updateAvailability = {
  name: 'update-availability',
  text: `
    update availability
       set generation = $3, status = 'assigned', released_by = null, assignment_position = $4, subject_id = $5,
           subject_kind = $6, assigned_at = $7, token_sequence = 1, token_expires_at = $8, reassignable_at = $9, assignable_at = $10,
           guard_seconds = 318, quarantine_seconds = 60, agreement_version = 1, operator_version = 1
     where lane = $1 and number = $2`,
};

async function assignOneByOne(pool: pg.Pool, worker: number, stock: Stock, load: Load): Promise<void> {
  const client = await pool.connect();
  try {
    for (let turn = worker; load.goesOn(); turn++) {
      const poolId = poolIds[turn % poolIds.length] as PoolId;
      if (!stock.take(poolId, 1)) {
        load.end();
        return;
      }
      const sentAt = performance.now();
      await assignOne(client, poolId);
      load.answered(1, sentAt);
    }
  } finally {
    client.release();
  }
}

/** Five round trips, as its code would naturally have them; every statement is prepared. */
async function assignOne(client: pg.PoolClient, poolId: PoolId): Promise<void> {
  const { command, fingerprint } = batchItem(newAssign(poolId)) as { command: Assign; fingerprint: string };
  const lane = laneOf(poolId, lanes);
  await client.query('begin');
  const { rows } = await client.query<LentIdentity>({ ...pick, values: [lane, poolId] });
  const [identity] = rows;
  if (identity === undefined) throw new Error(`baseline: ${poolId} has no identity to lend`);
  const { document, data } = assignedDocument(lane, identity, command);
  const { position, number } = identity;
  await client.query({ ...insertEvent, values: [lane, position, number, command.commandId, fingerprint, document] });
  const { generation, subjectId, subjectKind, effectiveAt, tokenExpiresAt, reassignableAt, assignableAt } = data;
  const instants = [effectiveAt, tokenExpiresAt, reassignableAt, assignableAt].map(toIso);
  await client.query({
    ...updateAvailability,
    values: [lane, number, generation, position, subjectId, subjectKind, ...instants],
  });
  await client.query('commit');
}
