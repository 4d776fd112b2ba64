import type { Statement } from '../../sql/statement.js';

/** The move of a pool and how far it has come. $1 lane, $2 pool id */
export const readMove: Statement = {
  name: 'read-move',
  text: `select hold_move, hold_moved_to from pools where lane = $1 and pool_id = $2`,
};
