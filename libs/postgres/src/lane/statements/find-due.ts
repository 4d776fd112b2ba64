import { identityColumns } from '../../sql/identity-row.js';
import type { Statement } from '../../sql/statement.js';

/**
 * Identities with an open lease, earliest bound of each lane first. The caller checks by the lane's time which of them have lapsed: this
 * statement is sent before the time is known. $1 lanes, $2 how many of each, in pairs
 */
export const findDue: Statement = {
  name: 'find-due',
  text: `
    select wanted.lane, ${identityColumns}
      from unnest($1::smallint[], $2::int[]) as wanted (lane, length)
     cross join lateral (
       select * from availability
        where lane = wanted.lane and status in ('assigned', 'released')
        order by reassignable_at, number limit wanted.length) a`,
};
