import type { Statement } from '../sql.js';

/** Open leases of the pools whose bound is still to come. $1 lanes, $2 pool ids, side by side */
export const liveAssignments: Statement = {
  name: 'live-assignments',
  text: `
    select count(*)::float8 as live
      from unnest($1::smallint[], $2::text[]) as wanted (lane, pool_id)
      join availability a on a.lane = wanted.lane and a.pool_id = wanted.pool_id
     where a.status in ('assigned', 'released') and a.reassignable_at > allocator_clock()`,
};
