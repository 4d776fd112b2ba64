import { identityColumns } from '../../sql/identity-row.js';
import type { Statement } from '../../sql/statement.js';

/**
 * Identities of a pool whose open lease was made after an instant and is not their first, each with the position of the
 * assignment before. $1 lane, $2 pool id, $3 instant, $4 number, $5 how many
 */
export const findReassigned: Statement = {
  name: 'find-reassigned',
  text: `
    select former.position::float8 as former_position, ${identityColumns}
      from availability a
     cross join lateral (
       select position from events
        where lane = $1 and identity_number = a.number and position < a.assignment_position and type = 'Assigned'
        order by position desc limit 1) former
     where a.lane = $1 and a.pool_id = $2 and a.number > $4 and a.generation > 1
       and a.status in ('assigned', 'released') and a.assigned_at > $3::timestamptz
     order by a.number limit $5`,
};
