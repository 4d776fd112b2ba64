import { milliseconds } from '../../sql/milliseconds.js';
import type { Statement } from '../../sql/statement.js';

/** The ends of lanes that have events after their last checkpoint. A lane's row is written with its events. */
export const findUnsigned: Statement = {
  name: 'find-unsigned',
  text: `
    select l.lane, l.position::float8 as position, l.hash,
           ${milliseconds("greatest(date_trunc('milliseconds', allocator_clock()), l.last_recorded_at)")} as time
      from lanes l
      left join lateral (
        select position from checkpoints where lane = l.lane order by position desc limit 1) c on true
     where l.position > coalesce(c.position, 0)
     order by l.lane`,
};
