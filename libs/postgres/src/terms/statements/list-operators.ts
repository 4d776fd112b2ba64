import type { Statement } from '../../sql/statement.js';

/** $1 whether the reader sees all, $2 its operator, $3 after operator id, $4 how many */
export const listOperators: Statement = {
  name: 'list-operators',
  text: `
    select terms from operators
     where operator_id > $3 and ($1::boolean or operator_id = $2)
     order by operator_id limit $4`,
};
