import { identityColumns } from '../../sql/identity-row.js';
import type { Statement } from '../../sql/statement.js';

/** Those of the identities that their subject still holds. $1 lane, $2 subject ids and $3 identity numbers, in pairs */
export const findHeldIdentities: Statement = {
  name: 'find-held-identities',
  text: `
    select ${identityColumns}
      from unnest($2::uuid[], $3::int[]) as wanted (subject_id, number)
     cross join lateral (
       select * from availability where lane = $1 and number = wanted.number and subject_id = wanted.subject_id
          and status in ('assigned', 'released') limit 1) a`,
};
