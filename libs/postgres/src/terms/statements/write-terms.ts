import type { Statement } from '../../sql/statement.js';

/** $1 lane, $2 profiles as a JSON array */
export const writeOperators: Statement = {
  name: 'write-operators',
  text: `
    insert into operators (lane, operator_id, terms)
    select $1, t ->> 'operatorId', t from json_array_elements($2::json) t
    on conflict (lane, operator_id) do update set terms = excluded.terms`,
};

/** Every profile as it was set. $1 lane, $2 profiles as a JSON array */
export const keepVersions: Statement = {
  name: 'keep-versions',
  text: `
    insert into operator_versions (lane, operator_id, version, terms)
    select $1, t ->> 'operatorId', (t ->> 'version')::int, t from json_array_elements($2::json) t`,
};

/** $1 lane, $2 agreements as a JSON array */
export const writeAgreements: Statement = {
  name: 'write-agreements',
  text: `
    insert into agreements (lane, agreement_id, operator_id, wwsf_id, terms)
    select $1, t ->> 'agreementId', t ->> 'operatorId', t ->> 'wwsfId', t from json_array_elements($2::json) t
    on conflict (lane, agreement_id) do update set terms = excluded.terms`,
};

/** $1 lane, $2 resolved terms as a JSON array */
export const writePools: Statement = {
  name: 'write-pools',
  text: `
    insert into pools (lane, pool_id, operator_id, terms)
    select $1, t ->> 'poolId', t ->> 'operatorId', t from json_array_elements($2::json) t
    on conflict (lane, pool_id) do update set operator_id = excluded.operator_id, terms = excluded.terms`,
};
