import { identityWalk } from '../../sql/identity-walk.js';

/** All identities of a pool by IMPI. $1 lane, $2 pool id, $3 after IMPI, $4 how many */
export const listIdentities = identityWalk(
  'list-identities',
  `
      select a.*
        from (select impi, number from identities
               where lane = $1 and pool_id = $2 and impi > $3 order by impi limit $4) i
       cross join lateral (select * from availability where lane = $1 and number = i.number limit 1) a
       order by i.impi`,
);
