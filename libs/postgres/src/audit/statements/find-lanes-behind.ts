import { laneWise } from '../../sql/lane-wise.js';

/** Lanes in which a read model lags behind the events, with its checkpoint. $1 lanes, $2 projection */
export const findLanesBehind = laneWise(
  'find-lanes-behind',
  ({ lane, rows }) => `
    select behind.*
      from ${rows()}
      left join lateral (
        select position from projection_checkpoints where projection = $2 and lane = ${lane} limit 1) c on true
     cross join lateral (
       select l.lane, coalesce(c.position, 0)::float8 as checkpoint, l.position::float8 as position
         from lanes l where l.lane = ${lane} and l.position > coalesce(c.position, 0) limit 1) behind
     order by behind.lane`,
);
