import type { Statement } from '../sql.js';

/** The terms that pools lend on, and the raise of them that their leases are being moved to. $1 lane, $2 pool ids */
export const findPools: Statement = {
  name: 'find-pools',
  text: `select terms, hold_move from pools where lane = $1 and pool_id = any($2::text[])`,
};
