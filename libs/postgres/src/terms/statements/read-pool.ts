import type { Statement } from '../../sql/statement.js';

/** $1 pool id */
export const readPool: Statement = {
  name: 'read-pool',
  text: `select terms from pools where pool_id = $1`,
};
