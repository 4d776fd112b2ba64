import { identityColumns } from '../../sql/identity-row.js';
import { laneWise } from '../../sql/lane-wise.js';

/** The identities of assignments, as they are now. $1 lanes, $2 positions of their Assigned events, in pairs */
export const findAssignments = laneWise(
  'find-assignments',
  ({ lane, rows }) => `
    select ${lane} as lane, e.position::float8 as asked_position, ${identityColumns}
      from ${rows({ position: 'bigint' })}
     cross join lateral (
       select * from events where lane = ${lane} and position = wanted.position and type = 'Assigned' limit 1) e
     cross join lateral (select * from availability where lane = ${lane} and number = e.identity_number limit 1) a`,
);
