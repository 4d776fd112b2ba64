import { laneOf, type PoolId } from '@allocator/domain';
import type { BenchDatabase } from './stage.js';
import { guard, lanes, poolIds } from './bench-terms.js';

/** SQL of instants. */
export interface AssignedUntil {
  readonly assignedAt: string;
  /** May name the row's number `n`. */
  readonly reassignableAt: string;
}

const quarantine = `interval '60 seconds'`;

/**
 * Adds identities to each of the pools as imports would, or as assignments would if they are assigned: ten times as fast as
 * through the service, without the events. Numbers continue those of the lane.
 */
export async function addIdentities(
  database: BenchDatabase,
  perPool: number,
  assigned: AssignedUntil | undefined,
  pools: readonly PoolId[] = poolIds,
): Promise<void> {
  await database.run('alter table availability disable trigger user');
  for (const poolId of pools) {
    const lane = String(laneOf(poolId, lanes));
    const numbers = `generate_series((select next_identity_number from lanes where lane = ${lane}),
      (select next_identity_number from lanes where lane = ${lane}) + ${String(perPool - 1)}) as n`;
    const impi = `'sql-${lane}-' || n || '@ims.operator-a.example'`;
    await database.run(
      `insert into identities (lane, number, pool_id, impi) select ${lane}, n, '${poolId}', ${impi} from ${numbers}`,
    );
    await database.run(`
      insert into availability (lane, number, pool_id, impi, impus, stock, ${standingColumns})
      select ${lane}, n, '${poolId}', ${impi},
             json_build_array('sip:+49310' || n || '@ims.operator-a.example;user=phone', 'tel:+49310' || n), 'active', ${standing(assigned)}
        from ${numbers}`);
    await database.run(
      `update lanes set next_identity_number = next_identity_number + ${String(perPool)} where lane = ${lane}`,
    );
  }
  await database.run('alter table availability enable trigger user');
  await database.run('vacuum (analyze) availability, identities');
}

/** Their assignments have no events: no other event may have their ids. */
const firstPosition = '1000000000';

const standingColumns = `generation, status, assignable_at, assignment_position, subject_id, subject_kind, assigned_at,
  token_sequence, token_expires_at, reassignable_at, guard_seconds, quarantine_seconds, agreement_version, operator_version`;

function standing(assigned: AssignedUntil | undefined): string {
  if (assigned === undefined) return `0, 'never-assigned', now() - interval '1 day'${', null'.repeat(11)}`;
  const { assignedAt, reassignableAt } = assigned;
  return `1, 'assigned', ${reassignableAt} + ${quarantine}, ${firstPosition} + n, gen_random_uuid(), 'anonymous', ${assignedAt},
    1, ${reassignableAt}, ${reassignableAt}, ${String(guard)}, 60, 1, 1`;
}

/** Adds old events with short documents to each lane: the indexes and the number of rows grow. */
export async function addHistory(database: BenchDatabase, perLane: number): Promise<void> {
  for (let lane = 0; lane < lanes; lane++) {
    await database.run(`
      insert into events (lane, position, type, identity_number, command_id, fingerprint, document)
      select ${String(lane)}, position + n, 'Assigned', 1 + n % 1000, gen_random_uuid(), n, '{"of":"a bench"}'
        from lanes, generate_series(1, ${String(perLane)}) as n where lane = ${String(lane)}`);
    await database.run(`update lanes set position = position + ${String(perLane)} where lane = ${String(lane)}`);
  }
  await database.run('vacuum (analyze) events');
}
