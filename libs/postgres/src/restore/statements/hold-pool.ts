import type { Statement } from '../../sql/statement.js';

/** A pool of the lane assigns nothing before this instant; a later one that is in force stays. $1 lane, $2 pool id, $3 instant */
export const holdPool: Statement = {
  name: 'hold-pool',
  text: `
    update pools set assign_not_before = greatest(assign_not_before, $3::timestamptz)
     where lane = $1 and pool_id = $2`,
};
