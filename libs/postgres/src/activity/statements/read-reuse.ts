import type { Statement } from '../../sql/statement.js';

/** $1 lane, $2 pool id, $3 from, $4 until (excluded) */
export const readReuse: Statement = {
  name: 'read-reuse',
  text: `
    select bucket, sum(assignments)::float8 as assignments from pool_reuse
     where lane = $1 and pool_id = $2 and minute >= $3::timestamptz and minute < $4::timestamptz
     group by bucket order by bucket`,
};
