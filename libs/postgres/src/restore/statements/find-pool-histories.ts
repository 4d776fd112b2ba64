import type { Statement } from '../../sql/statement.js';

/** Every version of the terms of the lane's pools. $1 lane */
export const findPoolHistories: Statement = {
  name: 'find-pool-histories',
  text: `select document from events where lane = $1 and type = 'PoolSet' order by position`,
};
