import { isNotHeld } from '../../sql/is-not-held.js';
import type { Statement } from '../../sql/statement.js';
import { subjectColumns } from '../../sql/subject-columns.js';

/** Locks subjects whose erasure is due, longest due first. $1 lane, $2 now, $3 how many */
export const lockDueSubjects: Statement = {
  name: 'lock-due-subjects',
  text: `
    select ${subjectColumns} from subjects s
     where s.lane = $1 and s.erases_at <= $2::timestamptz and ${isNotHeld}
     order by s.erases_at limit $3 for update of s`,
};
