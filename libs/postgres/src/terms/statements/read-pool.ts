import type { Statement } from '../../sql/statement.js';

/** The key begins with the lane: one probe a lane. $1 pool id */
export const readPool: Statement = {
  name: 'read-pool',
  text: `
    select p.terms from lanes l
     cross join lateral (select terms from pools where lane = l.lane and pool_id = $1 limit 1) p`,
};
