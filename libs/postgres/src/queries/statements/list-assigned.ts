import { afterPlaceAndNow, bound, identityWalk } from '../../sql/identity-walk.js';

/** Identities that are assigned, the next bound first. $1 lane, $2 pool id, $3 milliseconds and $4 number of the place, $5 how many */
export const listAssigned = identityWalk(
  'list-assigned',
  `
      select * from availability
       where lane = $1 and pool_id = $2 and status = 'assigned' and (${bound}, number) > ${afterPlaceAndNow}
       order by ${bound}, number limit $5`,
);
