import type { Statement } from '../sql.js';
import { milliseconds } from '../sql.js';

/**
 * A pool's identities by state at one instant and one position, by the clock and not by what is recorded: the same as
 * `identityState` of the domain. $1 lane, $2 pool id
 */
export const readAvailability: Statement = {
  name: 'read-availability',
  text: `
    with lane_end as materialized (
      select position, greatest(date_trunc('milliseconds', allocator_clock()), last_recorded_at) as now
        from lanes where lane = $1),
    states as (
      select assignable_at, stock, case
          when status = 'assigned' and reassignable_at > now then 'assigned'
          when status = 'released' and reassignable_at > now then 'held'
          when stock = 'suspended' then 'suspended'
          when stock = 'retired' then 'retired'
          when assignable_at <= now then 'assignable'
          else 'quarantined' end as state
        from availability, lane_end where lane = $1 and pool_id = $2)
    select lane_end.position::float8 as position,
           count(*) filter (where state <> 'retired')::float8 as total,
           count(*) filter (where state = 'assignable')::float8 as assignable,
           count(*) filter (where state = 'assigned')::float8 as assigned,
           count(*) filter (where state = 'held')::float8 as held,
           count(*) filter (where state = 'quarantined')::float8 as quarantined,
           count(*) filter (where state = 'suspended')::float8 as suspended,
           ${milliseconds(`min(assignable_at) filter (where stock = 'active' and assignable_at > now)`)} as next
      from lane_end left join states on true
     group by lane_end.position`,
};
