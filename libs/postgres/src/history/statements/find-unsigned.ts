import { laneWise } from '../../sql/lane-wise.js';
import { milliseconds } from '../../sql/milliseconds.js';

/** The ends of lanes that have events after their last checkpoint. A lane's row is written with its events. $1 lanes */
export const findUnsigned = laneWise(
  'find-unsigned',
  ({ lane, rows }) => `
    select l.lane, l.position::float8 as position, l.hash,
           ${milliseconds("greatest(date_trunc('milliseconds', allocator_clock()), l.last_recorded_at)")} as time
      from ${rows()}
     cross join lateral (select * from lanes where lane = ${lane} limit 1) l
      left join lateral (
        select position from checkpoints where lane = ${lane} order by position desc limit 1) c on true
     where l.position > coalesce(c.position, 0)
     order by l.lane`,
);
