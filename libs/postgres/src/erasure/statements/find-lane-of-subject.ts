import type { Statement } from '../../sql/statement.js';

/** A scan: an index would make every assignment to a new subject slower. $1 subject id */
export const findLaneOfSubject: Statement = {
  name: 'find-lane-of-subject',
  text: `select lane from subjects where subject_id = $1`,
};
