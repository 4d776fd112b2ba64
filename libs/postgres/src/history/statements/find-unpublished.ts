import { laneWise } from '../../sql/lane-wise.js';

/** $1 lanes, $2 how many at most */
export const findUnpublished = laneWise(
  'find-unpublished',
  ({ lane, rows }) => `
    select c.lane, c.position::float8 as position, c.jws
      from ${rows()}
     cross join lateral (
       select lane, position, jws from checkpoints
        where lane = ${lane} and not published order by checkpoints.position limit $2) c
     order by c.lane, c.position limit $2`,
);
