import type { Statement } from '../../sql/statement.js';

/** $1 lane, $2 subject id, $3 after position, $4 how many */
export const readSubjectAssignments: Statement = {
  name: 'read-subject-assignments',
  text: `
    select e.document
      from (select position from subject_assignments
             where lane = $1 and subject_id = $2 and position > $3 order by position limit $4) s
     cross join lateral (select document from events where lane = $1 and position = s.position limit 1) e
     order by s.position`,
};
