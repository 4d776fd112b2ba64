import type { Statement } from '../../sql/statement.js';

/** Lanes in which a read model lags behind the events, with its checkpoint. $1 projection */
export const findLanesBehind: Statement = {
  name: 'find-lanes-behind',
  text: `
    select l.lane, coalesce(c.position, 0)::float8 as checkpoint, l.position::float8 as position
      from lanes l
      left join lateral (
        select position from projection_checkpoints where projection = $1 and lane = l.lane limit 1) c on true
     where coalesce(c.position, 0) < l.position
     order by l.lane`,
};
