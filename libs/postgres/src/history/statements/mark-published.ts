import type { Statement } from '../../sql/statement.js';

/**
 * Each position is probed by itself, as in `find-commands`. By ctid: if another process has marked a row meanwhile, it is marked. $1 lane,
 * $2 positions
 */
export const markPublished: Statement = {
  name: 'mark-published',
  text: `
    update checkpoints set published = true
      from unnest($2::bigint[]) as wanted (position)
     cross join lateral (select ctid from checkpoints where lane = $1 and position = wanted.position limit 1) found
     where checkpoints.ctid = found.ctid`,
};
