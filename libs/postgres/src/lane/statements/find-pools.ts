import { milliseconds } from '../../sql/milliseconds.js';
import type { Statement } from '../../sql/statement.js';

/**
 * Terms of pools, with their unfinished moves, and the instants before which they assign nothing after a restore. $1 lanes, $2 pool ids,
 * in pairs
 */
export const findPools: Statement = {
  name: 'find-pools',
  text: `
    select wanted.lane, terms, hold_move, ${milliseconds('assign_not_before')} as assign_not_before
      from unnest($1::smallint[], $2::text[]) as wanted (lane, pool_id)
     cross join lateral (
       select terms, hold_move, assign_not_before from pools
        where lane = wanted.lane and pool_id = wanted.pool_id limit 1) as found`,
};
