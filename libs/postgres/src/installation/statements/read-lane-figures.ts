import { laneWise } from '../../sql/lane-wise.js';
import { milliseconds } from '../../sql/milliseconds.js';

/** Each lane's end, its earliest open bound, and how far what follows it is: one entry of an index each. $1 lanes, $2 projection */
export const readLaneFigures = laneWise(
  'read-lane-figures',
  ({ lane, rows }) => `
    select l.lane, l.position::float8 as position, l.closed_because is not null as is_closed,
           ${milliseconds('allocator_clock()')} as now, ${milliseconds('due.reassignable_at')} as earliest_bound,
           coalesce(projected.position, 0)::float8 as projected_up_to, signed.jws as checkpoint
      from ${rows()}
     cross join lateral (select * from lanes where lane = ${lane} limit 1) l
      left join lateral (
        select reassignable_at from availability
         where lane = ${lane} and status in ('assigned', 'released')
         order by reassignable_at limit 1) due on true
      left join lateral (
        select position from projection_checkpoints
         where projection = $2 and lane = ${lane} limit 1) projected on true
      left join lateral (
        select jws from checkpoints where lane = ${lane} order by position desc limit 1) signed on true
     order by l.lane`,
);
