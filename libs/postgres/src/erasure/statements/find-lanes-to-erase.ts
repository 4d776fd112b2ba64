import { isNotHeld } from '../../sql/is-not-held.js';
import type { Statement } from '../../sql/statement.js';

/** Open lanes with a due erasure that is not under a legal hold. Reads the earliest one of each lane: `allocator_clock()` cannot be an index condition. */
export const findLanesToErase: Statement = {
  name: 'find-lanes-to-erase',
  text: `
    select l.lane from lanes l
     cross join lateral (
       select s.erases_at from subjects s
        where s.lane = l.lane and s.erases_at > '-infinity' and ${isNotHeld} order by s.erases_at limit 1) first
     where l.closed_because is null
       and first.erases_at <= greatest(date_trunc('milliseconds', allocator_clock()), l.last_recorded_at)
     order by l.lane`,
};
