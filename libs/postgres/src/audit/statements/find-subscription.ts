import { milliseconds } from '../../sql/milliseconds.js';
import type { Statement } from '../../sql/statement.js';

/** Lateral with a limit, as in `find-subjects`. $1 alias */
export const findSubscription: Statement = {
  name: 'find-subscription',
  text: `
    select r.lane, r.pool_id, r.impi, i.number,
           ${milliseconds("greatest(date_trunc('milliseconds', allocator_clock()), l.last_recorded_at)")} as now
      from (select lane, pool_id, impi from identity_registry where alias = $1) r
     cross join lateral (select last_recorded_at from lanes where lane = r.lane limit 1) l
     cross join lateral (
       select number from identities where lane = r.lane and pool_id = r.pool_id and impi = r.impi limit 1) i`,
};
