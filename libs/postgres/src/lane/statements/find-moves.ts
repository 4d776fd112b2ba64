import { laneWise } from '../../sql/lane-wise.js';

/** Unfinished moves of lanes. `offset 0` keeps the plan: one walk of a partial index for each lane. $1 lanes */
export const findMoves = laneWise(
  'find-moves',
  ({ lane, rows }) => `
    select found.*
      from ${rows()}
     cross join lateral (
       select lane, pool_id, hold_move from pools where lane = ${lane} and hold_move is not null offset 0) as found`,
);
