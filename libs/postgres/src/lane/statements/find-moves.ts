import type { Statement } from '../../sql/statement.js';

/** Unfinished moves of lanes. `offset 0` keeps the plan: one walk of a partial index for each lane. $1 lanes */
export const findMoves: Statement = {
  name: 'find-moves',
  text: `
    select found.*
      from unnest($1::smallint[]) as wanted (lane)
     cross join lateral (
       select lane, pool_id, hold_move from pools where lane = wanted.lane and hold_move is not null offset 0) as found`,
};
