import { milliseconds } from '../../sql/milliseconds.js';
import type { Statement } from '../../sql/statement.js';

/** The terms that pools lend on, the raise of them that their leases are being moved to, and when a restore lets them lend. $1 lane, $2 pool ids */
export const findPools: Statement = {
  name: 'find-pools',
  text: `select terms, hold_move, ${milliseconds('assign_not_before')} as assign_not_before
      from pools where lane = $1 and pool_id = any($2::text[])`,
};
