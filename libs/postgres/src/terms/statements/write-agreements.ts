import type { Statement } from '../../sql/statement.js';

/** $1 lane, $2 agreements as a JSON array */
export const writeAgreements: Statement = {
  name: 'write-agreements',
  text: `
    insert into agreements (lane, agreement_id, operator_id, wwsf_id, terms)
    select $1, t ->> 'agreementId', t ->> 'operatorId', t ->> 'wwsfId', t from json_array_elements($2::json) t
    on conflict (lane, agreement_id) do update set terms = excluded.terms`,
};
