import { milliseconds } from '../../sql/milliseconds.js';
import { laneWise } from '../../sql/lane-wise.js';

/**
 * Terms of pools, with their unfinished moves, and the instants before which they assign nothing after a restore. $1 lanes, $2 pool ids,
 * in pairs
 */
export const findPools = laneWise(
  'find-pools',
  ({ lane, rows }) => `
    select ${lane} as lane, terms, hold_move, ${milliseconds('assign_not_before')} as assign_not_before
      from ${rows({ pool_id: 'text' })}
     cross join lateral (
       select terms, hold_move, assign_not_before from pools
        where lane = ${lane} and pool_id = wanted.pool_id limit 1) as found`,
);
