import { afterPlace, identityWalk, now } from '../../sql/identity-walk.js';

/** Assignable identities, least recently assignable first: the order in which they are assigned. $1 lane, $2 pool id, $3 milliseconds and $4 number of the place, $5 how many */
export const listAssignable = identityWalk(
  'list-assignable',
  `
      select * from availability
       where lane = $1 and pool_id = $2 and stock = 'active' and (assignable_at, number) > ${afterPlace}
         and assignable_at <= ${now}
       order by assignable_at, number limit $5`,
);
