import type { Statement } from '../../sql/statement.js';

/** $1 lane, $2 after position, $3 last position */
export const addSubjectAssignments: Statement = {
  name: 'add-subject-assignments',
  text: `
    insert into subject_assignments (lane, subject_id, position)
    select lane, (document::json -> 'data' ->> 'subjectId')::uuid, position from events
     where lane = $1 and position > $2 and position <= $3 and type = 'Assigned'
    on conflict do nothing`,
};
