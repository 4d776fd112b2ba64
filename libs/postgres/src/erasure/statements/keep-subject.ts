import type { Statement } from '../../sql/statement.js';

/** Locks a subject's row, so that this transaction and an erasure wait for each other. $1 lane, $2 subject id */
export const keepSubject: Statement = {
  name: 'keep-subject',
  text: `select subject_id from subjects where lane = $1 and subject_id = $2 for key share`,
};
