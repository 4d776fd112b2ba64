import type { Statement } from '../../sql/statement.js';

/** $1 operator id */
export const readPoolsOf: Statement = {
  name: 'read-pools-of',
  text: `select terms from pools where operator_id = $1 order by lane, pool_id`,
};
