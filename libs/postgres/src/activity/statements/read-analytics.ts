import { milliseconds } from '../../sql/milliseconds.js';
import type { Statement } from '../../sql/statement.js';

/**
 * The minutes of a pool, each with the number of leases that were open at its end. $1 lane, $2 pool id, $3 from, $4 until (excluded), $5 how many
 */
export const readAnalytics: Statement = {
  name: 'read-analytics',
  text: `
    select ${milliseconds('minute')} as minute, assigned, released, expired, refused, anonymous, ended, hinted, indicated,
           wasted_seconds::float8 as "wastedSeconds",
           (before.leased + sum(assigned - ended) over (order by minute))::float8 as leased
      from pool_activity a
     cross join (select coalesce(sum(assigned - ended), 0) as leased from pool_activity
                  where lane = $1 and pool_id = $2 and minute < $3::timestamptz) before
     where lane = $1 and pool_id = $2 and minute >= $3::timestamptz and minute < $4::timestamptz
     order by a.minute limit $5`,
};
