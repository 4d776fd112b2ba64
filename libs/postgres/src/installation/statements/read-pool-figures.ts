import { laneWise } from '../../sql/lane-wise.js';

/**
 * Counts of identities by state, by the clock, as `readAvailability` counts those of one pool: of the first pools by id, and in a last row,
 * whose `pool_id` is null, of the others together. Starts from the recorded counts, and reads only the identities whose state by the clock
 * differs: those in quarantine by one range of an index a pool, and lapsed leases whose expiry is not recorded yet. $1 lanes, $2 number of pools
 */
export const readPoolFigures = laneWise(
  'read-pool-figures',
  ({ lane, rows }) => `
    select case when place <= $2::int then pool_id end as pool_id,
           count(*)::float8 as pools, count(*) filter (where assignable = 0)::float8 as exhausted,
           sum(assignable)::float8 as assignable, sum(assigned)::float8 as assigned, sum(held)::float8 as held,
           sum(quarantined)::float8 as quarantined, sum(suspended)::float8 as suspended
      from (
        select part.pool_id, row_number() over (order by part.pool_id) as place,
               sum(part.assignable) as assignable, sum(part.assigned) as assigned, sum(part.held) as held,
               sum(part.quarantined) as quarantined, sum(part.suspended) as suspended
          from ${rows()}
         cross join lateral (
           select greatest(date_trunc('milliseconds', allocator_clock()), last_recorded_at) as now
             from lanes where lane = ${lane}) lane_end
         cross join lateral (
           select counts.pool_id, counts.active - quarantine.identities as assignable, counts.assigned,
                  counts.released as held, quarantine.identities as quarantined, counts.suspended
             from pool_counts counts
            cross join lateral (
              select count(*) as identities from availability
               where lane = ${lane} and pool_id = counts.pool_id and stock = 'active'
                 and status in ('never-assigned', 'freed', 'expired')
                 and (reassignable_at is null or assignable_at > reassignable_at)
                 and assignable_at > lane_end.now) quarantine
            where counts.lane = ${lane}
           union all
           select pool_id, (stock = 'active' and assignable_at <= lane_end.now)::int,
                  -(status = 'assigned')::int, -(status = 'released')::int,
                  (stock = 'active' and assignable_at > lane_end.now)::int, (stock = 'suspended')::int
             from availability
            where lane = ${lane} and status in ('assigned', 'released') and reassignable_at <= lane_end.now) part
         group by part.pool_id
        having sum(part.assignable + part.assigned + part.held + part.quarantined + part.suspended) > 0) pools
     group by 1
     order by 1`,
);
