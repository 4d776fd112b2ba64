import type { Statement } from '../../sql/statement.js';

/** $1 lane, $2 pool id */
export const endMove: Statement = {
  name: 'end-move',
  text: `update pools set hold_move = null, hold_moved_to = null where lane = $1 and pool_id = $2`,
};
