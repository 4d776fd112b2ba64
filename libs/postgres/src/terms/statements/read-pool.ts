import type { Statement } from '../../sql/statement.js';

/** $1 lane, $2 pool id */
export const readPool: Statement = {
  name: 'read-pool',
  text: `select terms from pools where lane = $1 and pool_id = $2`,
};
