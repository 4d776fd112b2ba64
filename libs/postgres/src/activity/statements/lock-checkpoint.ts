import type { Statement } from '../../sql/statement.js';

/** $1 projection, $2 lane */
export const lockCheckpoint: Statement = {
  name: 'lock-checkpoint',
  text: `
    select position::float8 as position from projection_checkpoints
     where projection = $1 and lane = $2 for update`,
};
