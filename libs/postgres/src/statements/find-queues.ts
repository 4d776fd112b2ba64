import { identityColumns } from '../identity-row.js';
import type { Statement } from '../sql.js';

/**
 * The heads of pools' queues, least recently assignable first. One walk down the index a pool, whatever the pool's size;
 * identities whose time has not come are read too: the first of them tells the next bound. $1 lane, $2 pool ids, $3 lengths
 */
export const findQueues: Statement = {
  name: 'find-queues',
  text: `
    select ${identityColumns}
      from unnest($2::text[], $3::int[]) as wanted (pool_id, length)
     cross join lateral (
       select * from availability
        where lane = $1 and pool_id = wanted.pool_id and stock = 'active'
        order by assignable_at, number limit wanted.length) a`,
};
