import type { Statement } from '../../sql/statement.js';

/** $1 lane, $2 profiles as a JSON array */
export const writeOperators: Statement = {
  name: 'write-operators',
  text: `
    insert into operators (lane, operator_id, terms)
    select $1, t ->> 'operatorId', t from json_array_elements($2::json) t
    on conflict (lane, operator_id) do update set terms = excluded.terms`,
};
