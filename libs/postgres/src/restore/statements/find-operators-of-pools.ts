import type { Statement } from '../../sql/statement.js';

/** Pools with their operators. $1 lane */
export const findOperatorsOfPools: Statement = {
  name: 'find-operators-of-pools',
  text: `select pool_id, operator_id from pools where lane = $1 order by pool_id`,
};
