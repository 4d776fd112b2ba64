import type { Statement } from '../../sql/statement.js';

/** $1 lane, $2 pool id, $3 kind, $4 reference */
export const findSubjectId: Statement = {
  name: 'find-subject-id',
  text: `select subject_id from subjects where lane = $1 and pool_id = $2 and kind = $3 and reference = $4`,
};
