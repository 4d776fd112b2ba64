import { laneWise } from '../../sql/lane-wise.js';

/** $1 lanes */
export const readLaneHead = laneWise(
  'read-lane-head',
  ({ lane, rows }) => `
    select l.lane, l.position::float8 as position, l.hash, l.closed_because
      from ${rows()}
     cross join lateral (select * from lanes where lane = ${lane} limit 1) l`,
);
