import type { Statement } from '../../sql/statement.js';

/** $1 subject id, $2 by whom, $3 reason */
export const placeHold: Statement = {
  name: 'place-hold',
  text: `insert into legal_holds (subject_id, placed_by, reason) values ($1, $2, $3) on conflict do nothing`,
};
