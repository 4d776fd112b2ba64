import type { Statement } from '../../sql/statement.js';

/** $1 how many */
export const findUnpublished: Statement = {
  name: 'find-unpublished',
  text: `
    select lane, position::float8 as position, jws from checkpoints c
     where not published order by lane, c.position limit $1`,
};
