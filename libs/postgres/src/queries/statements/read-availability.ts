import { laneWise } from '../../sql/lane-wise.js';
import { milliseconds } from '../../sql/milliseconds.js';
import { movedByClock } from '../../sql/moved-by-clock.js';

/**
 * Counts of pools' identities by state, each at one instant and one position of its lane, by the clock, like `identityState` of the domain.
 * Starts from the recorded counts, and reads only the identities whose state by the clock differs: leases that have lapsed and whose expiry
 * is not recorded yet, and identities in quarantine. $1 lanes, $2 pool ids, in pairs
 */
export const readAvailability = laneWise(
  'read-availability',
  ({ lane, rows }) => `
    select wanted.pool_id, lane_end.position::float8 as position,
           (counted.assigned + counted.released + counted.suspended + counted.active
             - lapsed.assigned - lapsed.released + lapsed.suspended + lapsed.active)::float8 as total,
           (counted.active - quarantine.identities + lapsed.active - lapsed.quarantined)::float8 as assignable,
           (counted.assigned - lapsed.assigned)::float8 as assigned,
           (counted.released - lapsed.released)::float8 as held,
           (quarantine.identities + lapsed.quarantined)::float8 as quarantined,
           (counted.suspended + lapsed.suspended)::float8 as suspended,
           ${milliseconds('next.assignable_at')} as next, ${milliseconds('wait.assign_not_before')} as wait
      from ${rows({ pool_id: 'text' })}
     cross join lateral (
       select position, greatest(date_trunc('milliseconds', allocator_clock()), last_recorded_at) as now
         from lanes where lane = ${lane} limit 1) lane_end
     cross join lateral (
       select coalesce(sum(assigned), 0) as assigned, coalesce(sum(released), 0) as released,
              coalesce(sum(suspended), 0) as suspended, coalesce(sum(active), 0) as active
         from pool_counts where lane = ${lane} and pool_id = wanted.pool_id) counted
     ${movedByClock(lane, 'wanted.pool_id')}
      left join lateral (
       select assignable_at from availability
        where lane = ${lane} and pool_id = wanted.pool_id and stock = 'active' and assignable_at > lane_end.now
        order by assignable_at, number limit 1) next on true
      left join lateral (
       select assign_not_before from pools
        where lane = ${lane} and pool_id = wanted.pool_id and assign_not_before > lane_end.now limit 1) wait on true`,
);
