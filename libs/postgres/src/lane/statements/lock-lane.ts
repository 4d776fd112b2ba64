import { milliseconds } from '../../sql/milliseconds.js';
import type { Statement } from '../../sql/statement.js';

/**
 * First statement of every batch: locks the lane and reads its end, its time, and, if the lane continues after the position that this
 * process has seen committed, the hash of the event there. $1 lane, $2 that position, or 0. The database function `enter_lane` takes
 * the lock (`for update`): its present text is in `libs/postgres/schema.txt`.
 */
export const lockLane: Statement = {
  name: 'lock-lane',
  text: `select lane_position::float8 as position, lane_hash as hash, closed, ${milliseconds('lane_now')} as now,
      hash_at_seen
    from enter_lane($1, $2)`,
};
