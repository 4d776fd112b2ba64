import type { Statement } from '../../sql/statement.js';

/**
 * How many identities of pools anonymous subjects hold at an instant, and how many identities there are. Subtracts from the recorded
 * counts the leases that have lapsed and whose expiry is not recorded yet. $1 lane, $2 pool ids, $3 instant
 */
export const countAnonymousUse: Statement = {
  name: 'count-anonymous-use',
  text: `
    select c.pool_id, (assigned + released + active + suspended)::float8 as total,
           (anonymous - (
             select count(*) from availability a
              where a.lane = $1 and a.pool_id = c.pool_id and a.status in ('assigned', 'released')
                and a.reassignable_at <= $3::timestamptz and a.subject_kind = 'anonymous'))::float8 as held
      from unnest($2::text[]) as wanted (pool_id)
     cross join lateral (select * from pool_counts where lane = $1 and pool_id = wanted.pool_id limit 1) c`,
};
