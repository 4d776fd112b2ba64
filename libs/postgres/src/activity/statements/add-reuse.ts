import type { Statement } from '../../sql/statement.js';

/** $1 lane, $2 pool ids, $3 minutes, $4 buckets, $5 assignments */
export const addReuse: Statement = {
  name: 'add-reuse',
  text: `
    insert into pool_reuse as r (lane, pool_id, minute, bucket, assignments)
    select $1, * from unnest($2::text[], $3::timestamptz[], $4::smallint[], $5::int[])
    on conflict (lane, pool_id, minute, bucket) do update set assignments = r.assignments + excluded.assignments`,
};
