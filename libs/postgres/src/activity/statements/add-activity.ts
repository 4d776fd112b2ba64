import type { Statement } from '../../sql/statement.js';

/** Adds the counts of a batch of one lane's events to the minutes. $1 lane, $2 pool ids, $3 minutes, $4 to $12 counts */
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
