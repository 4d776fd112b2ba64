import { listedBy } from './listed-by.js';

/**
 * Joins `lapsed` and `quarantine`: counts of a pool's identities whose state by the clock (`lane_end.now`) differs from the recorded
 * counts, like `identityState` of the domain. Leases that have lapsed and whose expiry is not recorded yet, and identities in quarantine:
 * both are ranges of an index.
 * @param lane SQL of the lane
 * @param poolId SQL of the pool's id
 */
export function movedByClock(lane: string, poolId: string): string {
  return `cross join lateral (
       select count(*) filter (where status = 'assigned') as assigned,
              count(*) filter (where status = 'released') as released,
              count(*) filter (where stock = 'suspended') as suspended,
              count(*) filter (where stock = 'active') as active,
              count(*) filter (where stock = 'active' and assignable_at > lane_end.now) as quarantined
         from availability
        where lane = ${lane} and pool_id = ${poolId} and status in ('assigned', 'released')
          and ${listedBy('reassignable_at')} <= lane_end.now) lapsed
     cross join lateral (
       select count(*) as identities from availability
        where lane = ${lane} and pool_id = ${poolId} and stock = 'active'
          and status in ('never-assigned', 'freed', 'expired')
          and (reassignable_at is null or assignable_at > reassignable_at)
          and ${listedBy('assignable_at')} > lane_end.now) quarantine`;
}
