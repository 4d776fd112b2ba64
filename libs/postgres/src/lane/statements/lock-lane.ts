import { milliseconds } from '../../sql/milliseconds.js';
import type { Statement } from '../../sql/statement.js';

/**
 * First statement of every batch: takes the lane and reads its end, its time, and the event at the position that this process has
 * seen committed, where the lane goes on behind it. $1 lane, $2 that position, or 0
 */
export const lockLane: Statement = {
  name: 'lock-lane',
  text: `select lane_position::float8 as position, lane_hash as hash, closed, ${milliseconds('lane_now')} as now,
      hash_at_seen
    from enter_lane($1, $2)`,
};
