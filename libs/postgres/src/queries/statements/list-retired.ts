import { afterPlace, bound, identityWalk, now } from '../../sql/identity-walk.js';

/** Identities that are retired and have no holder, the earliest bound of the last lease first. $1 lane, $2 pool id, $3 milliseconds and $4 number of the place, $5 how many */
export const listRetired = identityWalk(
  'list-retired',
  `
      select * from availability
       where lane = $1 and pool_id = $2 and stock = 'retired'
         and (${bound}, number) > ${afterPlace} and ${bound} <= ${now}
       order by ${bound}, number limit $5`,
);
