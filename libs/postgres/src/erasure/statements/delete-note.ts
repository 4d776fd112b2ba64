import type { Statement } from '../../sql/statement.js';

/** Keeps a note that was renewed meanwhile. $1 WWSF, $2 when it was noted */
export const deleteNote: Statement = {
  name: 'delete-note',
  text: `delete from commands_to_forget where wwsf_id = $1 and noted_at = $2::timestamptz`,
};
