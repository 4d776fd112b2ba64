import type { Statement } from '../../sql/statement.js';

/** $1 lane, $2 resolved terms as a JSON array */
export const writePools: Statement = {
  name: 'write-pools',
  text: `
    insert into pools (lane, pool_id, operator_id, terms)
    select $1, t ->> 'poolId', t ->> 'operatorId', t from json_array_elements($2::json) t
    on conflict (lane, pool_id) do update set operator_id = excluded.operator_id, terms = excluded.terms`,
};
