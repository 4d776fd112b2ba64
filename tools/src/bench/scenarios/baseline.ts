import pg from 'pg';
import { batchItem } from '@allocator/application';
import { type Assign, laneOf, type PoolId, toIso } from '@allocator/domain';
import { assignSideBySide } from '../assign-side-by-side.js';
import { lanes, newAssign } from '../bench-terms.js';
import type { Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import { Stock } from '../stock.js';
import { assignedDocument, type PickedIdentity } from './assigned-document.js';

/** Gave the highest rate of 8, 16 and 32 on two cores: more connections only wait for each other. */
const connections = 16;

/** A careful program without batches: the same tables and documents, no hash chain, no memory of subjects. */
export const baseline: Scenario = {
  name: 'baseline',
  does: `one transaction per assignment, for update skip locked, ${String(connections)} connections`,
  answer: 'a transaction',
  unit: 'assignments',
  inQuick: true,
  async start(round: Round): Promise<Running> {
    const { url } = await round.database('filled');
    const pool = new pg.Pool({ connectionString: url, max: connections });
    round.atEnd(() => pool.end());
    pool.on('error', () => undefined);
    // Positions without a lane's lock: unique, not gapless.
    await pool.query('create sequence baseline_position start 10000000 cache 100');
    const clients = await Promise.all(Array.from({ length: connections }, () => pool.connect()));
    round.atEnd(async () => {
      for (const client of clients) client.release();
    });
    const stock = new Stock(round.stage.identitiesPerPool);
    return {
      work: (load) =>
        assignSideBySide(load, stock, { workers: connections, size: 1 }, (poolId, worker) =>
          assignOne(clients[worker] as pg.PoolClient, poolId),
        ),
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

/** Five round trips, as such a program would have; every statement is prepared. */
async function assignOne(client: pg.PoolClient, poolId: PoolId): Promise<void> {
  const { command, fingerprint } = batchItem(newAssign(poolId)) as { command: Assign; fingerprint: string };
  const lane = laneOf(poolId, lanes);
  await client.query('begin');
  const { rows } = await client.query<PickedIdentity>({ ...pick, values: [lane, poolId] });
  const [identity] = rows;
  if (identity === undefined) throw new Error(`baseline: ${poolId} has no assignable identity`);
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
