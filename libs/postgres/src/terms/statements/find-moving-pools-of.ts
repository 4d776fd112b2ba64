import type { Statement } from '../../sql/statement.js';

/** Pools of an operator whose leases are being moved, of all lanes. $1 operator id */
export const findMovingPoolsOf: Statement = {
  name: 'find-moving-pools-of',
  text: `select lane, pool_id from pools where hold_move is not null and operator_id = $1 order by lane, pool_id`,
};
