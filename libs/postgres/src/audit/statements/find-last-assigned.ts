import type { Statement } from '../../sql/statement.js';

/** The identity's last assignment by a position. $1 lane, $2 number, $3 position */
export const findLastAssigned: Statement = {
  name: 'find-last-assigned',
  text: `
    select position::float8 as position from events e
     where lane = $1 and identity_number = $2 and position <= $3 and type = 'Assigned'
     order by e.position desc limit 1`,
};
