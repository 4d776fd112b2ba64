import { identityColumns } from '../../sql/identity-row.js';
import type { Statement } from '../../sql/statement.js';

/** The identities of assignments, as they are now. $1 lanes, $2 positions of their Assigned events, in pairs */
export const findAssignments: Statement = {
  name: 'find-assignments',
  text: `
    select wanted.lane, e.position::float8 as asked_position, ${identityColumns}
      from unnest($1::smallint[], $2::bigint[]) as wanted (lane, position)
     cross join lateral (
       select * from events where lane = wanted.lane and position = wanted.position and type = 'Assigned' limit 1) e
     cross join lateral (select * from availability where lane = wanted.lane and number = e.identity_number limit 1) a`,
};
