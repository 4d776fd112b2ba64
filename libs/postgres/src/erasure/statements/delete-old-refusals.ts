import type { Statement } from '../../sql/statement.js';

/** Deletes refusals older than $1 seconds, oldest first. $1 seconds, $2 how many in each lane */
export const deleteOldRefusals: Statement = {
  name: 'delete-old-refusals',
  text: `
    with deleted as (
      delete from outcomes o using lanes l, lateral (
        select command_id from outcomes
         where lane = l.lane and refused and recorded_at < allocator_clock() - make_interval(secs => $1)
         order by recorded_at limit $2) old
       where o.lane = l.lane and o.command_id = old.command_id
      returning 1)
    select count(*)::float8 as deleted from deleted`,
};
