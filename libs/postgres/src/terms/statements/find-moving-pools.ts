import { laneWise } from '../../sql/lane-wise.js';

/** Pools whose leases are being moved. $1 lanes */
export const findMovingPools = laneWise(
  'find-moving-pools',
  ({ lane, rows }) => `
    select moving.lane, moving.pool_id
      from ${rows()}
     cross join lateral (select lane, pool_id from pools where lane = ${lane} and hold_move is not null) moving
     order by moving.lane, moving.pool_id`,
);
