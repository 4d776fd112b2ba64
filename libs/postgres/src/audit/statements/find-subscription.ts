import { milliseconds } from '../../sql/milliseconds.js';
import type { Statement } from '../../sql/statement.js';

/** Lateral with a limit, as in `find-subjects`. $1 lane, $2 pool id, $3 impi */
export const findSubscription: Statement = {
  name: 'find-subscription',
  text: `
    select i.number, ${milliseconds("greatest(date_trunc('milliseconds', allocator_clock()), l.last_recorded_at)")} as now
      from (select number from identities where lane = $1 and pool_id = $2 and impi = $3 limit 1) i
     cross join lateral (select last_recorded_at from lanes where lane = $1 limit 1) l`,
};
