import { milliseconds } from '../../sql/milliseconds.js';
import type { Statement } from '../../sql/statement.js';

/**
 * First statement of every batch: locks lanes and reads their ends, their times, and, if a lane continues after the position that this
 * process has seen committed, the hash of the event there. $1 lanes, $2 those positions, or 0, in pairs. A lane that is locked is left out;
 * if all are, the statement waits for one of them. The database function `enter_lanes` takes the locks (`for update`): its present text is in
 * `libs/postgres/schema.txt`. `waited_ms`, the same in each row, is how long that took: the client gets this answer together with those of later
 * statements.
 */
export const lockLanes: Statement = {
  name: 'lock-lanes',
  text: `select entered as lane, lane_position::float8 as position, lane_hash as hash, closed, ${milliseconds('lane_now')} as now,
      hash_at_seen, date_part('epoch', clock_timestamp() - statement_timestamp()) * 1000 as waited_ms
    from enter_lanes($1::smallint[], $2::bigint[])`,
};
