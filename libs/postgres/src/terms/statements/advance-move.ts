import type { Statement } from '../../sql/statement.js';

/** Records how far a move has come. $1 lane, $2 pool id, $3 number */
export const advanceMove: Statement = {
  name: 'advance-move',
  text: `update pools set hold_moved_to = $3 where lane = $1 and pool_id = $2`,
};
