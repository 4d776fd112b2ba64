import { milliseconds } from '../../sql/milliseconds.js';
import type { Statement } from '../../sql/statement.js';

/** $1 seconds after which a note is settled */
export const readNotes: Statement = {
  name: 'read-notes',
  text: `
    select wwsf_id, ${milliseconds('noted_at')} as noted_at,
           noted_at <= allocator_clock() - make_interval(secs => $1) as settled
      from commands_to_forget order by wwsf_id`,
};
