import { laneWise } from '../../sql/lane-wise.js';

/**
 * Documents in the order of lane and position. Those of the found positions alone are read: `wanted` is first the lanes, then these positions.
 * $1 lanes, $2 after which position in each, $3 subject id, $4 how many in all
 */
export const readSubjectAssignments = laneWise(
  'read-subject-assignments',
  ({ lane, rows }) => `
    select e.document
      from (select ${lane} as lane, s.position
              from ${rows({ after: 'bigint' })}
             cross join lateral (
               select position from subject_assignments
                where lane = ${lane} and subject_id = $3 and position > wanted.after order by position limit $4) s
             order by 1, 2 limit $4) wanted
     cross join lateral (select document from events where lane = ${lane} and position = wanted.position limit 1) e
     order by wanted.lane, wanted.position`,
);
