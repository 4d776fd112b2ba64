import { identityColumns } from '../../sql/identity-row.js';
import type { Statement } from '../../sql/statement.js';

/** The identities of assignments, as they are now. $1 lane, $2 positions of their Assigned events */
export const findAssignments: Statement = {
  name: 'find-assignments',
  text: `
    select e.position::float8 as asked_position, ${identityColumns}
      from unnest($2::bigint[]) as wanted (position)
     cross join lateral (
       select * from events where lane = $1 and position = wanted.position and type = 'Assigned' limit 1) e
     cross join lateral (select * from availability where lane = $1 and number = e.identity_number limit 1) a`,
};
