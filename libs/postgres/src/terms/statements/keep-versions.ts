import type { Statement } from '../../sql/statement.js';

/** Stores each version of a profile. $1 lane, $2 profiles as a JSON array */
export const keepVersions: Statement = {
  name: 'keep-versions',
  text: `
    insert into operator_versions (lane, operator_id, version, terms)
    select $1, t ->> 'operatorId', (t ->> 'version')::int, t from json_array_elements($2::json) t`,
};
