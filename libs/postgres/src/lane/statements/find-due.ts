import { identityColumns } from '../../sql/identity-row.js';
import { laneWise } from '../../sql/lane-wise.js';

/**
 * Identities with an open lease, earliest bound of each lane first. The caller checks by the lane's time which of them have lapsed: this
 * statement is sent before the time is known. $1 lanes, $2 how many of each, in pairs
 */
export const findDue = laneWise(
  'find-due',
  ({ lane, rows }) => `
    select ${lane} as lane, ${identityColumns}
      from ${rows({ length: 'int' })}
     cross join lateral (
       select * from availability
        where lane = ${lane} and status in ('assigned', 'released')
        order by reassignable_at, number limit wanted.length) a`,
);
