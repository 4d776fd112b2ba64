import { identityColumns } from '../../sql/identity-row.js';
import { laneWise } from '../../sql/lane-wise.js';

/**
 * The heads of pools' queues, least recently assignable first. One index walk for each pool, whatever its size. Identities that are not
 * assignable yet are read too: the first of them has the next bound. Identities that were revoked from their last holder are read
 * separately, a hundred more than wanted: a subject skips those that were revoked from it, and can get one that was revoked from
 * another. They are few, and have a partial index. $1 lanes, $2 pool ids, $3 lengths, in triples
 */
export const findQueues = laneWise(
  'find-queues',
  ({ lane, rows }) => `
    select ${lane} as lane, ${identityColumns}
      from ${rows({ pool_id: 'text', length: 'int' })}
     cross join lateral (
       (select * from availability
         where lane = ${lane} and pool_id = wanted.pool_id and stock = 'active' and kept_from is null
         order by assignable_at, number limit wanted.length)
       union all
       (select * from availability
         where lane = ${lane} and pool_id = wanted.pool_id and stock = 'active' and kept_from is not null
         order by assignable_at, number limit wanted.length + 100)) a`,
);
