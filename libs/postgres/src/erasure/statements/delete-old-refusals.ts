import { laneWise } from '../../sql/lane-wise.js';

/**
 * Deletes refusals older than an instant, oldest first. By ctid: no outcome is ever updated. Refused: a join by key, which can be planned to
 * read all outcomes. $1 lanes, $2 instant, $3 how many in each lane
 */
export const deleteOldRefusals = laneWise(
  'delete-old-refusals',
  ({ lane, rows, andOfLane }) => `
    with deleted as (
      delete from outcomes where ctid = any(array(
        select old.ctid from ${rows()}
         cross join lateral (
           select refused.ctid from outcomes refused
            where lane = ${lane} and refused and recorded_at < $2::timestamptz
            order by recorded_at limit $3) old))${andOfLane('outcomes')}
      returning 1)
    select count(*)::float8 as deleted from deleted`,
);
