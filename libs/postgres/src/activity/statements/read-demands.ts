import { laneWise } from '../../sql/lane-wise.js';

/**
 * What happened in pools since an instant: a row for each of them, from one entry of the primary key a minute. $1 lanes, $2 pool ids, in
 * pairs, $3 since
 */
export const readDemands = laneWise(
  'read-demands',
  ({ lane, rows }) => `
    select wanted.pool_id, demand.*
      from ${rows({ pool_id: 'text' })}
     cross join lateral (
       select coalesce(sum(assigned), 0)::float8 as assigned, coalesce(sum(refused), 0)::float8 as refused,
              coalesce(sum(ended), 0)::float8 as ended
         from pool_activity
        where lane = ${lane} and pool_id = wanted.pool_id and minute >= $3::timestamptz) demand`,
);
