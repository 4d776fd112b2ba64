import { identityColumns } from '../../sql/identity-row.js';
import type { Statement } from '../../sql/statement.js';

/**
 * The heads of pools' queues, least recently assignable first. One walk down the index a pool, whatever the pool's size;
 * identities whose time has not come are read too: the first of them tells the next bound. Those that were revoked from their
 * last holder are read beside the others, and a hundred more of them than are wanted: a subject passes over those that were revoked
 * from it, and takes one that was revoked from another. They are few, and an index of their own tells that there are none. $1 lane, $2 pool ids, $3 lengths
 */
export const findQueues: Statement = {
  name: 'find-queues',
  text: `
    select ${identityColumns}
      from unnest($2::text[], $3::int[]) as wanted (pool_id, length)
     cross join lateral (
       (select * from availability
         where lane = $1 and pool_id = wanted.pool_id and stock = 'active' and kept_from is null
         order by assignable_at, number limit wanted.length)
       union all
       (select * from availability
         where lane = $1 and pool_id = wanted.pool_id and stock = 'active' and kept_from is not null
         order by assignable_at, number limit wanted.length + 100)) a`,
};
