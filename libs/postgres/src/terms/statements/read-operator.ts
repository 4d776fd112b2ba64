import type { Statement } from '../../sql/statement.js';

/** $1 operator id */
export const readOperator: Statement = {
  name: 'read-operator',
  text: `select terms from operators where operator_id = $1`,
};
