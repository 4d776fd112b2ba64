import type { Statement } from '../sql.js';
import { milliseconds } from '../sql.js';

/**
 * A pool's identities by state at one instant and one position, by the clock and not by what is recorded: the same as
 * `identityState` of the domain. They are counted by what their state rests on first, and only those few groups are given
 * a state: half the time of giving one to each identity. $1 lane, $2 pool id
 */
export const readAvailability: Statement = {
  name: 'read-availability',
  text: `
    with lane_end as materialized (
      select position, greatest(date_trunc('milliseconds', allocator_clock()), last_recorded_at) as now
        from lanes where lane = $1),
    groups as (
      select status, stock, reassignable_at > (select now from lane_end) as is_bound,
             assignable_at > (select now from lane_end) as is_later,
             count(*) as identities, min(assignable_at) as first_assignable_at
        from availability where lane = $1 and pool_id = $2
       group by 1, 2, 3, 4),
    states as (
      select *, case
          when status = 'assigned' and is_bound then 'assigned'
          when status = 'released' and is_bound then 'held'
          when stock = 'suspended' then 'suspended'
          when stock = 'retired' then 'retired'
          when is_later then 'quarantined'
          else 'assignable' end as state
        from groups)
    select (select position from lane_end)::float8 as position,
           ${countOf(`state <> 'retired'`)} as total,
           ${countOf(`state = 'assignable'`)} as assignable,
           ${countOf(`state = 'assigned'`)} as assigned,
           ${countOf(`state = 'held'`)} as held,
           ${countOf(`state = 'quarantined'`)} as quarantined,
           ${countOf(`state = 'suspended'`)} as suspended,
           ${milliseconds(`min(first_assignable_at) filter (where stock = 'active' and is_later)`)} as next
      from states`,
};

function countOf(condition: string): string {
  return `coalesce(sum(identities) filter (where ${condition}), 0)::float8`;
}
