import { identityColumns } from '../identity-row.js';
import type { Statement } from '../sql.js';

/** Identities whose open lease has lapsed, longest ago first. $1 lane, $2 now, $3 how many */
export const findDue: Statement = {
  name: 'find-due',
  text: `
    select ${identityColumns}
      from (select * from availability
             where lane = $1 and status in ('assigned', 'released') and reassignable_at <= $2::timestamptz
             order by reassignable_at limit $3) a
     cross join lateral (select * from identities where lane = a.lane and number = a.number limit 1) i
     order by a.reassignable_at, a.number`,
};
