import type { Statement } from '../../sql/statement.js';

/** Unfinished moves of a lane. $1 lane */
export const findMoves: Statement = {
  name: 'find-moves',
  text: `select pool_id, hold_move from pools where lane = $1 and hold_move is not null`,
};
