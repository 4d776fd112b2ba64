import type { Statement } from '../../sql/statement.js';

/**
 * Finds a subject by its opaque id and locks the row, so that this transaction and an erasure wait for each other. A scan: an index
 * would make every assignment to a new subject slower. $1 subject id
 */
export const keepSubject: Statement = {
  name: 'keep-subject',
  text: `select subject_id from subjects where subject_id = $1 for key share`,
};
