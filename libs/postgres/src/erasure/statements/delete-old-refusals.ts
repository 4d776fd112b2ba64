import type { Statement } from '../../sql/statement.js';

/**
 * Deletes refusals older than $1 seconds, oldest first. By ctid: no outcome is ever updated. Refused: a join by key, which can be planned to
 * read all outcomes. $1 seconds, $2 how many in each lane
 */
export const deleteOldRefusals: Statement = {
  name: 'delete-old-refusals',
  text: `
    with deleted as (
      delete from outcomes where ctid = any(array(
        select old.ctid from lanes l
         cross join lateral (
           select refused.ctid from outcomes refused
            where lane = l.lane and refused and recorded_at < allocator_clock() - make_interval(secs => $1)
            order by recorded_at limit $2) old))
      returning 1)
    select count(*)::float8 as deleted from deleted`,
};
