import { milliseconds } from '../../sql/milliseconds.js';
import type { Statement } from '../../sql/statement.js';

/**
 * Counts of a pool's identities by state at one instant and one position, by the clock, like `identityState` of the domain. Starts from the
 * recorded counts, and reads only the identities whose state by the clock differs: leases that have lapsed and whose expiry is not
 * recorded yet, and identities in quarantine. $1 lane, $2 pool id
 */
export const readAvailability: Statement = {
  name: 'read-availability',
  text: `
    with lane_end as materialized (
      select position, greatest(date_trunc('milliseconds', allocator_clock()), last_recorded_at) as now
        from lanes where lane = $1),
    lapsed as materialized (
      select status, stock, assignable_at > (select now from lane_end) as is_later
        from availability
       where lane = $1 and pool_id = $2 and status in ('assigned', 'released')
         and reassignable_at <= (select now from lane_end)),
    quarantine as (
      select count(*) as identities from availability
       where lane = $1 and pool_id = $2 and stock = 'active' and status in ('never-assigned', 'freed', 'expired')
         and (reassignable_at is null or assignable_at > reassignable_at)
         and assignable_at > (select now from lane_end)),
    states as (
      select counts.assigned - ${lapsedWhere(`status = 'assigned'`)} as assigned,
             counts.released - ${lapsedWhere(`status = 'released'`)} as held,
             counts.suspended + ${lapsedWhere(`stock = 'suspended'`)} as suspended,
             quarantine.identities + ${lapsedWhere(`stock = 'active' and is_later`)} as quarantined,
             counts.active - quarantine.identities + ${lapsedWhere(`stock = 'active' and not is_later`)} as assignable
        from pool_counts counts, quarantine
       where counts.lane = $1 and counts.pool_id = $2),
    next as (
      select assignable_at from availability
       where lane = $1 and pool_id = $2 and stock = 'active' and assignable_at > (select now from lane_end)
       order by assignable_at, number limit 1)
    select (select position from lane_end)::float8 as position,
           coalesce(assigned + held + suspended + quarantined + assignable, 0)::float8 as total,
           coalesce(assignable, 0)::float8 as assignable, coalesce(assigned, 0)::float8 as assigned,
           coalesce(held, 0)::float8 as held, coalesce(quarantined, 0)::float8 as quarantined,
           coalesce(suspended, 0)::float8 as suspended,
           ${milliseconds('(select assignable_at from next)')} as next
      from (select) one left join states on true`,
};

function lapsedWhere(condition: string): string {
  return `(select count(*) from lapsed where ${condition})`;
}
