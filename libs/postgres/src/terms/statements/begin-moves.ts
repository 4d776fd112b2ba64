import type { Statement } from '../../sql/statement.js';

/** Begins the moves of pools of a lane. $1 lane, $2 moves as a JSON array of { poolId, move } */
export const beginMoves: Statement = {
  name: 'begin-moves',
  text: `
    update pools p set hold_move = m -> 'move', hold_moved_to = 0
      from json_array_elements($2::json) m
     where p.lane = $1 and p.pool_id = m ->> 'poolId'`,
};
