import { milliseconds } from '../../sql/milliseconds.js';
import type { Statement } from '../../sql/statement.js';

/** Each lane's earliest open bound: the first entry of an index a lane, however many leases are open. */
export const findEarliestBounds: Statement = {
  name: 'find-earliest-bounds',
  text: `
    select l.lane, ${milliseconds('due.reassignable_at')} as reassignable_at, ${milliseconds('allocator_clock()')} as now
      from lanes l
      left join lateral (
        select reassignable_at from availability a
         where a.lane = l.lane and a.status in ('assigned', 'released')
         order by reassignable_at limit 1) due on true
     order by l.lane`,
};
