import type { Statement } from '../../sql/statement.js';

/** Later ones than `readWaits` has read. Calculated by the service: Citus takes no time zone's arithmetic in an update. $1 lane, $2 pool ids, $3 instants */
export const writeWaits: Statement = {
  name: 'write-waits',
  text: `
    update pools p set assign_not_before = w.instant
      from unnest($2::text[], $3::timestamptz[]) as w (pool_id, instant)
     where p.lane = $1 and p.pool_id = w.pool_id`,
};
