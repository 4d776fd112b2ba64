import type { Statement } from '../../sql/statement.js';

/** Extends the waits of pools after a restore. $1 lane, $2 waits as a JSON array of { poolId, laterSeconds } */
export const extendWaits: Statement = {
  name: 'extend-waits',
  text: `
    update pools p set assign_not_before = p.assign_not_before + make_interval(secs => (w ->> 'laterSeconds')::int)
      from json_array_elements($2::json) w
     where p.lane = $1 and p.pool_id = w ->> 'poolId' and p.assign_not_before is not null`,
};
