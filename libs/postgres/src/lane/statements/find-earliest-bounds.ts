import { laneWise } from '../../sql/lane-wise.js';
import { milliseconds } from '../../sql/milliseconds.js';

/** Each lane's earliest open bound: the first entry of an index a lane, however many leases are open. The time is rounded down, as a lane's is. $1 lanes */
export const findEarliestBounds = laneWise(
  'find-earliest-bounds',
  ({ lane, rows }) => `
    select ${lane} as lane, ${milliseconds('due.reassignable_at')} as reassignable_at, ${milliseconds(`date_trunc('milliseconds', allocator_clock())`)} as now
      from ${rows()}
      left join lateral (
        select reassignable_at from availability a
         where a.lane = ${lane} and a.status in ('assigned', 'released')
         order by reassignable_at limit 1) due on true
     order by 1`,
);
