import type { Statement } from '../sql.js';
import { milliseconds } from '../sql.js';

/** First statement of every batch: takes the lane and reads its end and its time. $1 lane */
export const lockLane: Statement = {
  name: 'lock-lane',
  text: `select lane_position::float8 as position, lane_hash as hash, closed, ${milliseconds('lane_now')} as now
    from enter_lane($1)`,
};
