import { laneWise } from '../../sql/lane-wise.js';

/**
 * Deletes subjects that were never assigned anything, once all refusals of the lane are younger than their last one: until then they
 * identify retries. Skips rows that a batch has locked. By ctid. Refused: a join by key (planned as a nested loop over all rows), and a
 * second condition on the time (scans the whole index). $1 lanes, $2 instant, $3 how many
 */
export const deleteRefusedSubjects = laneWise(
  'delete-refused-subjects',
  ({ lane, rows, andOfLane }) => `
    with deleted as (
      delete from subjects where ctid = any(array(
        select old.ctid from ${rows()}
         cross join lateral (
           select refused.ctid from subjects refused
            where lane = ${lane} and refused_at < $2::timestamptz
              and refused_at < coalesce(
                (select recorded_at from outcomes where lane = ${lane} and refused order by recorded_at limit 1), 'infinity')
              and (select true from legal_holds h where h.subject_id = refused.subject_id limit 1) is null
            order by refused_at limit $3 for update of refused skip locked) old))${andOfLane('subjects')}
      returning 1)
    select count(*)::float8 as deleted from deleted`,
);
