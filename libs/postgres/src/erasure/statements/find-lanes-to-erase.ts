import { isNotHeld } from '../../sql/is-not-held.js';
import { laneWise } from '../../sql/lane-wise.js';

/** Open lanes with a due erasure that is not under a legal hold. Reads the earliest one of each lane: `allocator_clock()` cannot be an index condition. $1 lanes */
export const findLanesToErase = laneWise(
  'find-lanes-to-erase',
  ({ lane, rows }) => `
    select due.lane
      from ${rows()}
     cross join lateral (
       select s.erases_at from subjects s
        where s.lane = ${lane} and s.erases_at > '-infinity' and ${isNotHeld} order by s.erases_at limit 1) first
     cross join lateral (
       select l.lane from lanes l
        where l.lane = ${lane} and l.closed_because is null
          and first.erases_at <= greatest(date_trunc('milliseconds', allocator_clock()), l.last_recorded_at) limit 1) due
     order by due.lane`,
);
