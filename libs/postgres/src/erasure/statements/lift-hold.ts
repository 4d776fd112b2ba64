import type { Statement } from '../../sql/statement.js';

/** $1 subject id */
export const liftHold: Statement = {
  name: 'lift-hold',
  text: `delete from legal_holds where subject_id = $1 returning subject_id`,
};
