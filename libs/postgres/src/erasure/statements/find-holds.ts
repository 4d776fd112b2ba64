import type { Statement } from '../../sql/statement.js';

/** Which of the subjects are under a legal hold. $1 subject ids */
export const findHolds: Statement = {
  name: 'find-holds',
  text: `select subject_id from legal_holds where subject_id = any($1::uuid[])`,
};
