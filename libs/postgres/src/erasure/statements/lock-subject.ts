import type { Statement } from '../../sql/statement.js';
import { subjectColumns } from '../../sql/subject-columns.js';

/** Locks the subject, so that a legal hold is either placed before this lock, and then seen, or refused. $1 lane, $2 pool id, $3 kind, $4 reference */
export const lockSubject: Statement = {
  name: 'lock-subject',
  text: `select ${subjectColumns} from subjects s where lane = $1 and pool_id = $2 and kind = $3 and reference = $4 for update`,
};
