import type { Statement } from '../../sql/statement.js';

/** $1 lane, $2 after position, $3 how many */
export const readCheckpoints: Statement = {
  name: 'read-checkpoints',
  text: `
    select lane, position::float8 as position, jws from checkpoints c
     where lane = $1 and position > $2 order by c.position limit $3`,
};
