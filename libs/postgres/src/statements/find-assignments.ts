import { identityColumns } from '../identity-row.js';
import type { Statement } from '../sql.js';

/** The identities that assignments lent, as they are now. $1 lane, $2 positions of their Assigned events */
export const findAssignments: Statement = {
  name: 'find-assignments',
  text: `
    select e.position::float8 as asked_position, ${identityColumns}
      from events e
      join availability a on a.lane = e.lane and a.number = e.identity_number
      join identities i on i.lane = a.lane and i.number = a.number
     where e.lane = $1 and e.position = any($2::bigint[]) and e.type = 'Assigned'`,
};
