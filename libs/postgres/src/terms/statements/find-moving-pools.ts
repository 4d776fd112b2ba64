import type { Statement } from '../../sql/statement.js';

/** Pools whose leases are being moved. $1 operator id, or null for all */
export const findMovingPools: Statement = {
  name: 'find-moving-pools',
  text: `
    select lane, pool_id from pools
     where hold_move is not null and ($1::text is null or operator_id = $1) order by lane, pool_id`,
};
