import type { Statement } from '../../sql/statement.js';

/** $1 projection, $2 lane, $3 position */
export const setCheckpoint: Statement = {
  name: 'set-checkpoint',
  text: `
    update projection_checkpoints set position = $3 where projection = $1 and lane = $2`,
};
