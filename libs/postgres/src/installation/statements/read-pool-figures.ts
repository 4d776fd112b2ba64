import { laneWise } from '../../sql/lane-wise.js';
import { movedByClock } from '../../sql/moved-by-clock.js';

/**
 * Counts of identities by state, by the clock, as `readAvailability` counts those of one pool: of the first pools by id, and in a last row,
 * whose `pool_id` is null, of the others together. Starts from the recorded counts, and reads only the identities whose state by the clock
 * differs, by ranges of an index for each pool: those in quarantine, and lapsed leases whose expiry is not recorded yet. One range of lapsed
 * leases for the whole lane was tried: with some statistics the kept plan reads every live lease. $1 lanes, $2 number of pools
 */
export const readPoolFigures = laneWise(
  'read-pool-figures',
  ({ lane, rows }) => `
    select case when place <= $2::int then pool_id end as pool_id,
           count(*)::float8 as pools, count(*) filter (where assignable = 0)::float8 as exhausted,
           sum(assignable)::float8 as assignable, sum(assigned)::float8 as assigned, sum(held)::float8 as held,
           sum(quarantined)::float8 as quarantined, sum(suspended)::float8 as suspended
      from (
        select counts.pool_id, row_number() over (order by counts.pool_id) as place,
               counts.active - quarantine.identities + lapsed.active - lapsed.quarantined as assignable,
               counts.assigned - lapsed.assigned as assigned, counts.released - lapsed.released as held,
               quarantine.identities + lapsed.quarantined as quarantined,
               counts.suspended + lapsed.suspended as suspended
          from ${rows()}
         cross join lateral (
           select greatest(date_trunc('milliseconds', allocator_clock()), last_recorded_at) as now
             from lanes where lane = ${lane} limit 1) lane_end
         cross join lateral (
           select pool_id, assigned, released, active, suspended from pool_counts
            where lane = ${lane} and assigned + released + active + suspended > 0) counts
         ${movedByClock(lane, 'counts.pool_id')}) pools
     where assignable + assigned + held + quarantined + suspended > 0
     group by 1
     order by 1`,
);
