import { milliseconds } from '../../sql/statement.js';
import type { Statement } from '../../sql/statement.js';

/** What a batch of one lane's events adds to the minutes. $1 lane, $2 pool ids, $3 minutes, $4 to $12 counts */
export const addActivity: Statement = {
  name: 'add-activity',
  text: `
    insert into pool_activity as a
      (lane, pool_id, minute, assigned, released, expired, refused, anonymous, ended, hinted, indicated, wasted_seconds)
    select $1, * from unnest($2::text[], $3::timestamptz[], $4::int[], $5::int[], $6::int[], $7::int[],
                             $8::int[], $9::int[], $10::int[], $11::int[], $12::bigint[])
    on conflict (lane, pool_id, minute) do update set
      assigned = a.assigned + excluded.assigned, released = a.released + excluded.released,
      expired = a.expired + excluded.expired, refused = a.refused + excluded.refused,
      anonymous = a.anonymous + excluded.anonymous, ended = a.ended + excluded.ended,
      hinted = a.hinted + excluded.hinted, indicated = a.indicated + excluded.indicated,
      wasted_seconds = a.wasted_seconds + excluded.wasted_seconds`,
};

/** $1 lane, $2 pool ids, $3 minutes, $4 buckets, $5 lendings */
export const addReuse: Statement = {
  name: 'add-reuse',
  text: `
    insert into pool_reuse as r (lane, pool_id, minute, bucket, lendings)
    select $1, * from unnest($2::text[], $3::timestamptz[], $4::smallint[], $5::int[])
    on conflict (lane, pool_id, minute, bucket) do update set lendings = r.lendings + excluded.lendings`,
};

/** $1 lane, $2 impis */
export const findEnds: Statement = {
  name: 'find-ends',
  text: `
    select impi, ${milliseconds('ended_at')} as ended_at from identity_ends where lane = $1 and impi = any ($2::text[])`,
};

/** $1 lane, $2 impis, $3 instants */
export const keepEnds: Statement = {
  name: 'keep-ends',
  text: `
    insert into identity_ends (lane, impi, ended_at)
    select $1, * from unnest($2::text[], $3::timestamptz[])
    on conflict (lane, impi) do update set ended_at = excluded.ended_at`,
};

/**
 * A pool's minutes with the lendings that were open at the end of each. $1 lane, $2 pool id, $3 from, $4 until (excluded), $5 how many
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

/** $1 lane, $2 pool id, $3 from, $4 until (excluded) */
export const readReuse: Statement = {
  name: 'read-reuse',
  text: `
    select bucket, sum(lendings)::float8 as assignments from pool_reuse
     where lane = $1 and pool_id = $2 and minute >= $3::timestamptz and minute < $4::timestamptz
     group by bucket order by bucket`,
};
