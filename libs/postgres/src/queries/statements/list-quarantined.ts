import { listedBy } from '../../sql/listed-by.js';
import { afterPlaceAndNow, bound, identityWalk, now } from '../../sql/identity-walk.js';

/** Of the quarantine. */
const end = listedBy('assignable_at');

/** Apart from the rest: otherwise the plan walks the queue, and passes all leases of the pool to find those that have lapsed. */
const lapsed = (status: 'assigned' | 'released'): string => `
          select * from availability
           where lane = $1 and pool_id = $2 and status = '${status}' and ${bound} <= ${now}`;

/**
 * Identities in quarantine, the next assignable first. Also reads all leases of the pool that have lapsed and whose expiry is not recorded
 * yet: the role scheduler records it within seconds. $1 lane, $2 pool id, $3 milliseconds and $4 number of the place, $5 how many
 */
export const listQuarantined = identityWalk(
  'list-quarantined',
  `
      with lapsed as materialized (${lapsed('assigned')}
          union all ${lapsed('released')})
      select * from (
        (select * from availability
          where lane = $1 and pool_id = $2 and stock = 'active' and status in ('never-assigned', 'freed', 'expired')
            and (reassignable_at is null or assignable_at > reassignable_at)
            and (${end}, number) > ${afterPlaceAndNow}
          order by ${end}, number limit $5)
        union all
        (select * from lapsed
          where stock = 'active' and (assignable_at, number) > ${afterPlaceAndNow}
          order by assignable_at, number limit $5)) both_kinds
       order by assignable_at, number limit $5`,
);
