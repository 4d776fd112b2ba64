import { milliseconds } from '../../sql/milliseconds.js';
import type { Statement } from '../../sql/statement.js';

/** Instants before which pools of the lane assign nothing after a restore; of those that have one. $1 lane, $2 pool ids */
export const readWaits: Statement = {
  name: 'read-waits',
  text: `
    select pool_id, ${milliseconds('assign_not_before')} as assign_not_before from pools
     where lane = $1 and pool_id = any($2::text[]) and assign_not_before is not null`,
};
