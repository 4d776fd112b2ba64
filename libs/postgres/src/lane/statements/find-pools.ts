import { milliseconds } from '../../sql/milliseconds.js';
import type { Statement } from '../../sql/statement.js';

/** Terms of pools, with their unfinished moves, and the instants before which they assign nothing after a restore. $1 lane, $2 pool ids */
export const findPools: Statement = {
  name: 'find-pools',
  text: `select terms, hold_move, ${milliseconds('assign_not_before')} as assign_not_before
      from pools where lane = $1 and pool_id = any($2::text[])`,
};
