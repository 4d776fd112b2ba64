import type { Statement } from '../../sql/statement.js';

/** $1 subject id, $2 after lane, $3 after position, $4 how many */
export const readSubjectAssignments: Statement = {
  name: 'read-subject-assignments',
  text: `
    select e.document
      from lanes l
     cross join lateral (
       select position from subject_assignments
        where lane = l.lane and subject_id = $1 and (l.lane > $2 or position > $3)
        order by position limit $4) s
     cross join lateral (select document from events where lane = l.lane and position = s.position limit 1) e
     where l.lane >= $2
     order by l.lane, s.position limit $4`,
};
