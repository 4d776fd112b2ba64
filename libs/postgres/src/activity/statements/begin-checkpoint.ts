import type { Statement } from '../../sql/statement.js';

/** Creates the checkpoint of a lane if it has none. $1 projection, $2 lane */
export const beginCheckpoint: Statement = {
  name: 'begin-checkpoint',
  text: `
    insert into projection_checkpoints (projection, lane, position) values ($1, $2, 0) on conflict do nothing`,
};
