import type { Statement } from '../../sql/statement.js';

/** $1 projection, $2 lane, $3 position */
export const moveCheckpoint: Statement = {
  name: 'move-checkpoint',
  text: `
    insert into projection_checkpoints (projection, lane, position) values ($1, $2, $3)
    on conflict (projection, lane) do update set position = greatest(projection_checkpoints.position, excluded.position)`,
};
